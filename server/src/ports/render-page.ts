import type { InitialState } from '@desk/shared/pages/initial-state'

/**
 * A part of a text. `fixed`: few texts of this part exist, such as the styles of a page; it is compressed once. `kept`: the
 * same object comes again while its text is the same, and is compressed once too. `own`: of one response.
 */
export type TextPart = { text: string; kind: 'fixed' | 'kept' | 'own' }

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
