import { describe, expect, it } from 'vitest'
import { nextMorning } from './next-morning.ts'
import { createSimKit } from './testing/sim-kit.ts'

const msOf = (text: string) => Date.parse(text)

describe('nextMorning', () => {
  it.each([
    ['a Tuesday morning', 'morning', '2026-03-17T10:00+08:00', '2026-03-18T09:00+08:00'],
    ['midnight', 'morning', '2026-03-17T00:00+08:00', '2026-03-18T09:00+08:00'],
    ['a moment before midnight', 'morning', '2026-03-17T23:59:59+08:00', '2026-03-18T09:00+08:00'],
    ['a Friday', 'morning', '2026-03-20T10:00+08:00', '2026-03-21T09:00+08:00'],
    ['a Friday', 'workday', '2026-03-20T10:00+08:00', '2026-03-23T09:00+08:00'],
    ['a Saturday', 'workday', '2026-03-21T10:00+08:00', '2026-03-23T09:00+08:00'],
    ['the last working day before 清明', 'workday', '2026-04-03T16:00+08:00', '2026-04-07T09:00+08:00'],
    ['the day before a working Saturday', 'workday', '2026-02-13T16:00+08:00', '2026-02-14T09:00+08:00'],
    ['the last working day before 春节', 'workday', '2026-02-14T16:00+08:00', '2026-02-24T09:00+08:00'],
  ] as const)('nextMorning after %s returns 09:00 in Shanghai for the kind %s', (_name, kind, now, expected) => {
    expect(nextMorning(msOf(now), kind)).toBe(msOf(expected))
  })

  it('the control API moves the clock to the next working morning, and refuses an unknown kind', async () => {
    const kit = createSimKit()
    const response = await kit.callControlApi('/clock', { to: 'workday' })
    expect(await response.json()).toEqual({ nowMs: msOf('2026-03-04T09:00+08:00') })
    expect((await kit.callControlApi('/clock', { to: 'yesterday' })).status).toBe(400)
    expect(kit.clock.nowMs()).toBe(msOf('2026-03-04T09:00+08:00'))
  })
})
