import { rehireTests } from './accounts.again.ts'
import { partnerAndConsoleTests } from './accounts.partner-and-console.ts'
import { openTests } from './accounts.open.ts'
import { test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'

/** Joiners, movers and leavers. */
test.describe.configure({ mode: 'serial' })
test.use({ company: 'accounts' })
test.setTimeout(300_000)

openTests()
rehireTests()
partnerAndConsoleTests()

test.afterAll(printTaps)
