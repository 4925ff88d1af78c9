import { apiJourney } from './desk.api.ts'
import { authoringTests } from './desk.authoring.ts'
import { boardTests } from './desk.board.ts'
import { frameTests } from './desk.frame.ts'
import { peopleTests } from './desk.people.ts'
import { expect, test } from './fixtures.ts'
import { printTaps } from './info-change.steps.ts'

test.describe.configure({ mode: 'serial' })
test.use({ company: 'of the desk' })
test.setTimeout(300_000)

test.describe('on a desktop', () => {
  test.use({ viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false, timezoneId: 'Asia/Shanghai' })
  boardTests()
  apiJourney()
  authoringTests()
})

frameTests()
peopleTests()

test('the taps of the desk are within their targets', () => {
  printTaps()
  expect(test.info().errors).toEqual([])
})
