import { apiJourney } from './desk.api.ts'
import { test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'

test.describe.configure({ mode: 'serial' })
test.use({
  company: 'desk-api',
  viewport: { width: 1280, height: 800 },
  isMobile: false,
  hasTouch: false,
  timezoneId: 'Asia/Shanghai',
})
test.setTimeout(300_000)

apiJourney()

test.afterAll(printTaps)
