import { defineConfig, devices } from '@playwright/test'
import { chromiumArgs, findChromium } from './lib/chromium.mjs'

const executablePath = findChromium()
const databaseServer = process.env['TEST_DATABASE_URL']

export default defineConfig<object, { databaseServer: string | undefined }>({
  testDir: 'e2e',
  // The main job runs on both databases; what is about the browser alone runs on the embedded one.
  projects: [
    { name: 'pglite' },
    ...(databaseServer ? [{ name: 'postgresql', testMatch: 'info-change.spec.ts', use: { databaseServer } }] : []),
  ],
  outputDir: 'test-results/browser',
  forbidOnly: Boolean(process.env['CI']),
  workers: 2,
  retries: 0,
  reporter: 'list',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices['Pixel 7'],
    viewport: { width: 375, height: 812 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    trace: 'retain-on-failure',
    launchOptions: { args: chromiumArgs, ...(executablePath && { executablePath }) },
  },
})
