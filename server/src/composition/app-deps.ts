import type { FirstViewDeps } from '../features/policies/signing/record-first-views.ts'
import type { AccessGateDeps } from '../features/lost-device/report/second-factor.ts'
import type { SubmitDeps } from '../features/requests/model/request-deps.ts'
import type { Deps } from '../kernel/deps.ts'

/** The dependencies of all use cases. */
export type AppDeps = Deps & SubmitDeps & AccessGateDeps & FirstViewDeps
