import { describe, expect, it } from 'vitest'
import { fixedClock } from '../testing/doubles.ts'
import { TooManyError } from './app-error.ts'
import { rateWindow } from './rate-window.ts'

describe('rateWindow', () => {
  it('rateWindow is full at its limit, per key, until the window has passed', () => {
    const clock = fixedClock()
    const window = rateWindow(clock, { limit: 2, windowMs: 60_000 })
    window.add('a')
    clock.advanceSeconds(30)
    expect(window.isFull('a')).toBe(false)
    window.add('a')
    expect([window.isFull('a'), window.isFull('b')]).toEqual([true, false])
    clock.advanceSeconds(30)
    expect(window.isFull('a')).toBe(false)
    window.add('a')
    expect(window.isFull('a')).toBe(true)
  })

  it('addOrThrow counts events up to the limit, then refuses with the message', () => {
    const clock = fixedClock()
    const window = rateWindow(clock, { limit: 2, windowMs: 60_000 })
    window.addOrThrow('a', 'Too many searches')
    window.addOrThrow('a', 'Too many searches')
    expect(() => {
      window.addOrThrow('a', 'Too many searches')
    }).toThrow(new TooManyError('Too many searches'))
    clock.advanceSeconds(60)
    window.addOrThrow('a', 'Too many searches')
    expect(window.isFull('a')).toBe(false)
  })

  it('rateWindow deletes the longest unused key first when there are too many', () => {
    const window = rateWindow(fixedClock(), { limit: 1, windowMs: 60_000 })
    window.add('first')
    window.add('second')
    window.add('first')
    for (let i = 0; i < 9_999; i += 1) window.add(`other${i}`)
    expect([window.isFull('first'), window.isFull('second')]).toEqual([true, false])
  })
})
