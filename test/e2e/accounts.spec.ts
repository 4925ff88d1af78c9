import { openTests } from './accounts.open.ts'
import { test } from './fixtures.ts'

/** Joiners, movers and leavers. */
test.describe.configure({ mode: 'serial' })
test.use({ company: 'of accounts' })
test.setTimeout(240_000)

openTests()
