import type { Boot } from '@desk/shared/pages/boot'

/** Turns a page's data into a whole HTML document. The web build provides it; nothing else of the web is known here. */
export type RenderPage = (page: {
  path: string
  boot: Boot
  /** Goes on every inline script and style; the CSP of the same answer names it. */
  nonce: string
  userAgent: string
}) => Promise<{ status: number; html: string }>
