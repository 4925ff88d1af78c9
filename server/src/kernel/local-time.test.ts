import { expect, it } from 'vitest'
import { offsetTime } from './local-time.ts'

it.each([
  ['Asia/Shanghai', '2026-03-17T10:04:12.007+08:00'],
  ['UTC', '2026-03-17T02:04:12.007+00:00'],
  ['America/St_Johns', '2026-03-16T23:34:12.007-02:30'],
  ['Asia/Kathmandu', '2026-03-17T07:49:12.007+05:45'],
])('offsetTime is the local time in %s with its offset, and the same instant', (timeZone, expected) => {
  const at = new Date('2026-03-17T02:04:12.007Z')
  expect(offsetTime(timeZone, at)).toBe(expected)
  expect(new Date(offsetTime(timeZone, at))).toEqual(at)
})
