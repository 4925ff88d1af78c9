import { describe, expect, it } from 'vitest'
import { elapsedText, isUnderSecond } from './elapsed-time.ts'

const now = '2026-03-17T02:33:00.000Z'

describe('elapsedText', () => {
  it.each([
    ['2026-03-17T02:32:46.100Z', '00:13'],
    ['2026-03-17T02:31:57.000Z', '01:03'],
    ['2026-03-16T14:00:00.000Z', '12:33:00'],
    ['2026-03-17T02:33:05.000Z', '00:00'],
  ])('the time since %s is shown as %s', (since, text) => {
    expect(elapsedText(since, now)).toBe(text)
  })
})

it('isUnderSecond compares to the millisecond', () => {
  expect([
    isUnderSecond('2026-03-17T02:32:59.999Z', '2026-03-17T02:33:00.998Z'),
    isUnderSecond('2026-03-17T02:32:59.000Z', now),
  ]).toEqual([true, false])
})
