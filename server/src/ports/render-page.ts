import type { InitialState } from '@desk/shared/pages/initial-state'

/**
 * A part of a text. `fixed`: one of few texts, such as the styles of a page, each of which is compressed once. `kept`: the same
 * object is passed while the text is unchanged, so that its compressed form is used again. `own`: differs in each response.
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
