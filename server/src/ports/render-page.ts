import type { InitialState } from '@desk/shared/pages/initial-state'

/**
 * Renders a page's data as a complete HTML document. The web build provides it; the server knows nothing else of the
 * web.
 */
export type RenderPage = (page: {
  path: string
  initialState: InitialState
  /** CSP nonce of the response, for every inline script and style. */
  nonce: string
  userAgent: string
}) => Promise<{ status: number; html: string }>
