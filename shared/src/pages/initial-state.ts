import type { Me } from './page-schemas.ts'
import type { LoadedPage } from './page-table.ts'

export type Language = 'zh-CN' | 'en'

/**
 * Data that a page starts with. `now`: the server's time of rendering, so that relative times match after hydration.
 * `timeZone`: the company's, in which days and times are shown.
 */
export type InitialState = {
  me: Me | null
  page: LoadedPage
  language: Language
  theme: 'light' | 'dark' | 'auto'
  mode: 'normal' | 'care'
  /** Whether the client runs on a computer. */
  isComputer: boolean
  now: string
  timeZone: string
}
