import { describe, expect, it } from 'vitest'
import { maskPhone } from './mask-phone.ts'

describe('maskPhone', () => {
  it.each([
    ['13812345678', '138****5678'],
    ['+86 138 1234 5678', '+86 1** **** 5678'],
    ['0755-1000', '075*-**00'],
    ['0571-88001288,8601', '057*-********,8601'],
    ['8601', '***1'],
    ['110', '***'],
    ['', ''],
  ])('maskPhone masks %s as %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked)
  })

  it('maskPhone hides a third of the digits, rounded down, or more, and keeps the length', () => {
    for (let length = 1; length <= 20; length += 1) {
      const masked = maskPhone('7'.repeat(length))
      expect(masked).toHaveLength(length)
      expect(masked.replace(/\*/g, '').length).toBeLessThanOrEqual(Math.max(0, Math.ceil((length * 2) / 3)))
    }
  })
})
