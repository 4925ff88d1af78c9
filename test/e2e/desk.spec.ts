import { test } from './fixtures.ts'
import { printTaps } from './info-change.steps.ts'
import { peopleTests } from './desk.people.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'of the desk' })
test.setTimeout(240_000)

peopleTests()

test('acts and seconds', () => {
  printTaps()
})
