import { frameTests } from './desk.frame.ts'
import { expect, test } from './fixtures.ts'
import { printTaps } from './info-change.steps.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'of the desk: frame' })
test.setTimeout(300_000)

frameTests()

test('the taps are within their targets', () => {
  printTaps()
  expect(test.info().errors).toEqual([])
})
