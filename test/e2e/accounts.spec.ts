import { aroundTests } from './accounts.around.ts'
import { test } from './fixtures.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'of accounts' })
test.setTimeout(300_000)

aroundTests()
