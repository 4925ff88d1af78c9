import { frameTests } from './desk.frame.ts'
import { test } from './fixtures.ts'
import { printTaps } from './info-change.steps.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'of the desk' })
test.setTimeout(240_000)

frameTests()

test('acts and seconds', () => {
  printTaps()
})
