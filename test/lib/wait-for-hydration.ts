import type { Page } from '@playwright/test'

type PreHydrationWindow = Window & { __preHydration?: { isHydrated: boolean; controls: unknown[] } }

/** Runs in the page: it is hydrated and all held events are replayed. */
function isAlive(): boolean {
  const held = (window as PreHydrationWindow).__preHydration
  return held?.isHydrated === true && held.controls.length === 0
}

export const alive = (page: Page) => page.waitForFunction(isAlive)
