import type { InitialState } from '@desk/shared/pages/initial-state'

/** Turns a page's data into a whole HTML document. The web build provides it; nothing else of the web is known here. */
export type RenderPage = (page: {
  path: string
  initialState: InitialState
  /** Goes on every inline script and style; the CSP of the same answer names it. */
  nonce: string
  userAgent: string
}) => Promise<{ status: number; html: string }>
