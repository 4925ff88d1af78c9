import { authoringTests } from './desk.authoring.ts'
import { test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'

test.describe.configure({ mode: 'serial' })
test.use({
  company: 'desk-authoring',
  viewport: { width: 1280, height: 800 },
  isMobile: false,
  hasTouch: false,
  timezoneId: 'Asia/Shanghai',
})
test.setTimeout(300_000)

authoringTests()

test.afterAll(printTaps)
