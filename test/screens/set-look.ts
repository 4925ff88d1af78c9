import type { Page } from '@playwright/test'

type Look = { theme: string; mode: string; textScale: number }

/** Changes theme, mode and text size of an open page. */
export const setLook = (page: Page, { theme, mode, textScale }: Look): Promise<void> =>
  page.evaluate(
    ({ theme: pageTheme, mode: pageMode, textScale: scale }) => {
      const { dataset, style } = document.documentElement
      dataset['theme'] = pageTheme
      dataset['mode'] = pageMode
      style.fontSize = ''
      if (scale !== 1)
        style.fontSize = `${String(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * scale)}px`
    },
    { theme, mode, textScale },
  )
