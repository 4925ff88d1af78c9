import type { Page } from '@playwright/test'

type PreHydrationWindow = Window & { __preHydration?: { isHydrated: boolean; controls: unknown[] } }

/** Returns whether the page is hydrated and all events from before the hydration are replayed. Runs in the page. */
function isHydrated(): boolean {
  const state = (window as PreHydrationWindow).__preHydration
  return state?.isHydrated === true && state.controls.length === 0
}

export const waitForHydration = (page: Page) => page.waitForFunction(isHydrated)
