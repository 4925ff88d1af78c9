import type { InitialState } from '@desk/shared/pages/initial-state'

/** A part of a text. `isFixed`: few texts of this part exist, such as the styles of a page; it is compressed once. */
export type TextPart = { text: string; isFixed: boolean }

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
}) => Promise<{
  status: number
  html: string
  /** The parts of `html`. */
  parts: readonly TextPart[]
}>
