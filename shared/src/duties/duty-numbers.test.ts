import { expect, test } from 'vitest'
import { cappedCount, DUTY_COUNT_MAX } from './duty-numbers.ts'

test('a number is shown as it is up to 999, and as 999+ above', () => {
  expect([0, 999, DUTY_COUNT_MAX].map(cappedCount)).toEqual(['0', '999', '999+'])
})
