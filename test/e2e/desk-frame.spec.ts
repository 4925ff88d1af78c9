import { apiJourney } from './desk.api.ts'
import { frameTests } from './desk.frame.ts'
import { tableTests } from './desk.table.ts'
import { test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'
import { atDesk } from './viewports.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'desk-frame' })
test.setTimeout(300_000)

frameTests()
tableTests()

test.describe('with a backend', () => {
  test.use(atDesk)
  apiJourney()
})

test.afterAll(printTaps)
