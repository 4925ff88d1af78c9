import { defineConfig, devices } from '@playwright/test'
import { chromiumArgs, findChromium } from './lib/chromium.mjs'

const executablePath = findChromium()
const databaseServer = process.env['TEST_DATABASE_URL']

/** `E2E_STROKES=all` crashes a page at each of the key strokes instead of at a sample; `E2E_SEED` repeats a sample. */
const strokes = process.env['E2E_STROKES'] === 'all' ? 'all' : 'some'
const seed = process.env['E2E_SEED'] === undefined ? undefined : Number(process.env['E2E_SEED'])

const isEveryCase = process.env['EVERY_CASE'] === '1'

type Options = { databaseServer: string | undefined; strokes: 'some' | 'all'; seed: number | undefined }

export default defineConfig<object, Options>({
  testDir: 'e2e',
  globalSetup: './e2e/embedded-template.ts',
  // Journeys run on the embedded database. The whole day, and before a release the main journey from end to end, run on
  // PostgreSQL; other differences are found by the server's own tests.
  projects: [
    { name: 'pglite', testIgnore: 'whole-day.spec.ts' },
    // Two instances share a PostgreSQL server: the given one, or a new one.
    { name: 'whole-day', testMatch: 'whole-day.spec.ts', use: { databaseServer } },
    ...(databaseServer && isEveryCase
      ? [
          {
            name: 'postgresql',
            testMatch: 'info-change.spec.ts',
            grep: /in the simulated phone/,
            use: { databaseServer },
          },
        ]
      : []),
  ],
  // Leaves out journeys that only run before a release: `onlyBeforeRelease` in e2e/fixtures.ts.
  ...(isEveryCase ? {} : { grepInvert: /@release/ }),
  // The renderer, one file of six megabytes, is loaded as the server loads it.
  build: { external: ['**/web/dist/**'] },
  outputDir: 'test-results/browser',
  forbidOnly: Boolean(process.env['CI']),
  workers: 2,
  // A shared machine may stall for a moment; on a local machine nothing is retried.
  retries: process.env['CI'] ? 1 : 0,
  reporter: 'list',
  // The timeouts end a test that hangs, but not a slow one: a busy machine is ten times slower.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  use: {
    strokes,
    seed,
    ...devices['Pixel 7'],
    viewport: { width: 375, height: 812 },
    // A phone draws seven times as many pixels, and nothing here depends on them.
    deviceScaleFactor: 1,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // Recording takes a seventh of the processor's time: where a failed test is retried, the second attempt is recorded.
    trace: process.env['CI'] ? 'on-first-retry' : 'retain-on-failure',
    launchOptions: { args: chromiumArgs, ...(executablePath && { executablePath }) },
  },
})
