import { afterEach, expect, it, vi } from 'vitest'
import { browserDevice } from './browser-device.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('a key is 32 hexadecimal digits, another one each time, without crypto.randomUUID', () => {
  const { getRandomValues } = crypto
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) })
  const { createIdempotencyKey } = browserDevice()
  const keys = Array.from({ length: 20 }, createIdempotencyKey)
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
  expect(new Set(keys).size).toBe(keys.length)
})
