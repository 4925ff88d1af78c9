import { peopleTests } from './desk.people.ts'
import { test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'desk-people' })
test.setTimeout(300_000)

peopleTests()

test.afterAll(printTaps)
