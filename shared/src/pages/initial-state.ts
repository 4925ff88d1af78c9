import type { Me } from './page-schemas.ts'
import type { BootPage } from './page-table.ts'

export type Language = 'zh-CN' | 'en'

/** `now` is the server's clock at rendering: relative times must read the same on both sides of hydration. */
export type InitialState = {
  me: Me | null
  page: BootPage
  language: Language
  theme: 'light' | 'dark' | 'auto'
  mode: 'normal' | 'care'
  now: string
}
