import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../adapters/system-clock.ts'
import { type CodeOrigin, oauthCodeLimiter } from './oauth-code-limiter.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const LATENCY_MS = 150

/** Returns a fake WeCom that responds after a delay and knows which codes are invalid. */
function givenWecom() {
  const turns = oauthCodeLimiter(systemClock)
  const asked: string[] = []
  const bring = (who: CodeOrigin, code: 'good' | 'bad') =>
    turns(
      who,
      async () => {
        asked.push(code)
        await new Promise((resolve) => setTimeout(resolve, LATENCY_MS))
        return code
      },
      (answer) => answer === 'bad',
    )
  return { asked, bring }
}

let browsers = 0
const fresh = (net = '203.0.113.x'): CodeOrigin => ({ net, browser: `b${String((browsers += 1))}`, isKnown: false })

/** Sends this many invalid codes per second, each from a new browser. */
const flood = (bring: ReturnType<typeof givenWecom>['bring'], perSecond: number): void =>
  void setInterval(() => void bring(fresh(), 'bad'), 1_000 / perSecond)

const settled = async <A>(answer: Promise<A>, ms: number): Promise<A | 'waiting'> => {
  const late = new Promise<'waiting'>((resolve) => setTimeout(() => resolve('waiting'), ms))
  const first = Promise.race([answer, late])
  await vi.advanceTimersByTimeAsync(ms)
  return first
}

describe('oauthCodeLimiter', () => {
  it('limits the invalid codes per second that reach WeCom, however many arrive', async () => {
    const { asked, bring } = givenWecom()
    flood(bring, 200)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(asked.length).toBeGreaterThan(50)
    expect(asked.length).toBeLessThanOrEqual(70)
  })

  it('does not limit valid codes', async () => {
    const { asked, bring } = givenWecom()
    for (let i = 0; i < 50; i += 1) void bring(fresh(), 'good')
    await vi.advanceTimersByTimeAsync(950)
    expect(asked).toHaveLength(50)
  })

  it('admits a new browser at once, behind an address that sends 15 invalid codes a second', async () => {
    const { bring } = givenWecom()
    flood(bring, 15)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await settled(bring(fresh(), 'good'), LATENCY_MS + 1)).toBe('good')
  })

  it.each([
    ['a new browser at another address', fresh('198.51.100.x')],
    ['a known browser at the same address', { ...fresh(), isKnown: true }],
  ])('admits %s in time, while far more invalid codes arrive than the limit', async (_who, who) => {
    const { bring } = givenWecom()
    flood(bring, 200)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await settled(bring(who, 'good'), 3_000)).toBe('good')
  })

  it.each([256, 2_000])(
    'admits every known browser in time, while invalid codes arrive from %i networks',
    async (nets) => {
      const { bring } = givenWecom()
      let sent = 0
      setInterval(() => void bring(fresh(`2001:db8:${String((sent += 1) % nets)}:0::x`), 'bad'), 5)
      await vi.advanceTimersByTimeAsync(6_000)
      const known = Array.from({ length: 20 }, (_, at) => ({ ...fresh(`198.51.${String(at)}.x`), isKnown: true }))
      const answers = Promise.all(known.map((who) => bring(who, 'good')))
      expect(await settled(answers, 1_000)).toEqual(known.map(() => 'good'))
    },
  )

  it('reports callers that were not admitted, and calls WeCom for none of them', async () => {
    const turns = oauthCodeLimiter(systemClock, { places: 1, timeoutMs: 1_000 })
    void turns(
      fresh(),
      () => new Promise<string>(() => {}),
      () => false,
    )
    const ask = vi.fn(async () => 'good')
    expect(
      await settled(
        turns(fresh(), ask, () => false),
        1_000,
      ),
    ).toBeNull()
    expect(ask).not.toHaveBeenCalled()
  })
})
