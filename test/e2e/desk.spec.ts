import { peopleTests } from './desk.people.ts'
import { expect, test } from './fixtures.ts'
import { printTaps } from './info-change.steps.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'of the desk: people' })
test.setTimeout(300_000)

peopleTests()

test('the taps are within their targets', () => {
  printTaps()
  expect(test.info().errors).toEqual([])
})
