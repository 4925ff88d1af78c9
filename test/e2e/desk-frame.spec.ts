import { frameTests } from './desk.frame.ts'
import { tableTests } from './desk.table.ts'
import { test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'desk-frame' })
test.setTimeout(300_000)

frameTests()
tableTests()

test.afterAll(printTaps)
