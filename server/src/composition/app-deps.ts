import type { FirstViewDeps } from '../features/policies/signing/note-first-views.ts'
import type { AccessGateDeps } from '../features/lost-device/report/second-factor.ts'
import type { SubmitDeps } from '../features/requests/model/request-deps.ts'
import type { Deps } from '../kernel/deps.ts'

/** One object that holds what every use case takes. */
export type AppDeps = Deps & SubmitDeps & AccessGateDeps & FirstViewDeps
