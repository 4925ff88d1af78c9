import { boardTests } from './desk.board.ts'
import { test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'

test.describe.configure({ mode: 'serial' })
test.use({
  company: 'desk-board',
  viewport: { width: 1280, height: 800 },
  isMobile: false,
  hasTouch: false,
  timezoneId: 'Asia/Shanghai',
})
test.setTimeout(300_000)

boardTests()

test.afterAll(printTaps)
