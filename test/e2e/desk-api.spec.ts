import { apiJourney } from './desk.api.ts'
import { test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'
import { atDesk } from './viewports.ts'

test.describe.configure({ mode: 'serial' })
test.use({
  company: 'desk-api',
  ...atDesk,
  timezoneId: 'Asia/Shanghai',
})
test.setTimeout(300_000)

apiJourney()

test.afterAll(printTaps)
