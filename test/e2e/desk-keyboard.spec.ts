import { keyboardTests } from './desk.keyboard.ts'
import { test } from './fixtures.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'desk-keyboard' })
test.setTimeout(300_000)

keyboardTests()
