import { hc } from 'hono/client'
import type { AppType } from './composition/app.ts'

// `tsc` writes the inferred return type in full to `dist-types`, so the web does not compute it. A bare
// `ReturnType<typeof hc<AppType>>` would be copied there unevaluated.
export const createApiClient = (...args: Parameters<typeof hc>) => hc<AppType>(...args)
export type ApiClient = ReturnType<typeof createApiClient>
