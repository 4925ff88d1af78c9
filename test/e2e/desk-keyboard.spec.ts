import { keyboardTests } from './desk.keyboard.ts'
import { onlyBeforeRelease, test } from './fixtures.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'desk-keyboard' })
test.setTimeout(300_000)

test.describe('without a mouse', onlyBeforeRelease, () => {
  keyboardTests()
})
