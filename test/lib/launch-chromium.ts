import { chromium, type Browser } from '@playwright/test'
import { chromiumArgs, findChromium } from './chromium.mjs'

/** Launches the installed Chromium, or Playwright's own if none is found. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  return chromium.launch({ args: chromiumArgs, ...(executablePath && { executablePath }) })
}
