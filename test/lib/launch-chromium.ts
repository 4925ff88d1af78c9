import { chromium, type Browser } from '@playwright/test'
import { chromiumArgs, findChromium } from './chromium.mjs'

export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  return chromium.launch({ args: chromiumArgs, ...(executablePath && { executablePath }) })
}
