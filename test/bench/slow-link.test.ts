import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPacer } from './slow-link.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Returns the milliseconds from the first push to the arrival of each segment. */
function arrivals(options: { rttMs: number; downBitsPerSecond: number }, bytes: number): number[] {
  const start = performance.now()
  const times: number[] = []
  createPacer(options)(() => times.push(Math.round(performance.now() - start))).push(Buffer.alloc(bytes))
  vi.runAllTimers()
  return times
}

const wide = { rttMs: 100, downBitsPerSecond: 1e12 }

it('the pacer delivers ten segments after half a round trip and the next twenty one round trip later', () => {
  const times = arrivals(wide, 31 * 1460)
  expect(times).toHaveLength(31)
  expect(new Set(times.slice(0, 10))).toEqual(new Set([50]))
  expect(new Set(times.slice(10, 30))).toEqual(new Set([150]))
  expect(times[30]).toBe(250)
})

it('the pacer delivers bytes at the rate of the bottleneck', () => {
  // 14 600 bytes at 116 800 bit/s take exactly a second.
  expect(arrivals({ rttMs: 0, downBitsPerSecond: 116_800 }, 14_600).at(-1)).toBe(1000)
})

it('connections of one pacer share the bottleneck', () => {
  const connect = createPacer({ rttMs: 0, downBitsPerSecond: 116_800 })
  const start = performance.now()
  let last = 0
  const recordArrival = () => void (last = Math.round(performance.now() - start))
  connect(recordArrival).push(Buffer.alloc(7300))
  connect(recordArrival).push(Buffer.alloc(7300))
  vi.runAllTimers()
  expect(last).toBe(1000)
})
