import { idSchema, readableCodeSchema } from '@desk/shared/kernel/ids'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../testing/doubles.ts'
import { randomIds } from './random-ids.ts'

describe('randomIds', () => {
  const clock = fixedClock()
  const ids = randomIds(clock)
  const createThousand = <T>(make: () => T) => Array.from({ length: 1000 }, make)

  it('randomIds creates unique ids that idSchema accepts', () => {
    const requestIds = createThousand(() => ids.next('request'))
    expect(requestIds.every((id) => idSchema('request').safeParse(id).success && id.length === 24)).toBe(true)
    expect(new Set(requestIds).size).toBe(1000)
  })

  it('randomIds creates ids that sort by creation time', () => {
    const before = ids.next('event')
    clock.advanceSeconds(0.001)
    const after = ids.next('event')
    clock.advanceDays(365 * 20)
    const muchLater = ids.next('event')
    expect([muchLater, after, before].sort()).toEqual([before, after, muchLater])
  })

  it('randomIds creates readable codes that readableCodeSchema accepts', () => {
    const codes = createThousand(() => ids.readableCode())
    expect(codes.every((code) => readableCodeSchema.safeParse(code).success)).toBe(true)
  })

  it('randomIds creates tokens of at least 160 bits over the whole alphabet', () => {
    const tokens = createThousand(() => ids.token())
    expect(tokens.every((token) => /^[A-Za-z0-9]{32}$/.test(token))).toBe(true)
    expect(new Set(tokens).size).toBe(1000)
    const alphabet = new Set(tokens.join(''))
    expect(alphabet.size).toBe(62)
    expect(32 * Math.log2(alphabet.size)).toBeGreaterThan(160)
  })
})
