import { hc } from 'hono/client'
import type { AppType } from './app.ts'

// Never called. `tsc` writes its inferred return type out in full in `dist-types/client.d.ts`, so `web`
// reads a finished type. A bare `ReturnType<typeof hc<AppType>>` would be copied there unevaluated.
const shape = () => hc<AppType>('')
export type ApiClient = ReturnType<typeof shape>

export const createApiClient = (...args: Parameters<typeof hc>): ApiClient => hc<AppType>(...args)
