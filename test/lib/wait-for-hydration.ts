import type { Page } from '@playwright/test'

type PreHydrationWindow = Window & { __early?: { live: boolean; presses: unknown[] } }

/** Runs in the page: its script took over from the server's drawing, and gave back what was pressed before. */
function isAlive(): boolean {
  const early = (window as PreHydrationWindow).__early
  return early?.live === true && early.presses.length === 0
}

export const alive = (page: Page) => page.waitForFunction(isAlive)
