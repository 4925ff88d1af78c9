import { authoringTests } from './desk.authoring.ts'
import { test } from './fixtures.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'of the desk', viewport: { width: 1280, height: 800 } })
test.setTimeout(180_000)

test.describe('authoring', authoringTests)
