import { HOUR_MS } from '@desk/shared/kernel/durations'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../adapters/system-clock.ts'
import { type CodeOrigin, oauthCodeLimiter } from './oauth-code-limiter.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const LATENCY_MS = 150

/** Returns the limiter in front of a fake WeCom that responds after a delay; `sentCodes` are the codes that reached it. */
function givenLimiter() {
  const limitCode = oauthCodeLimiter(systemClock)
  const sentCodes: string[] = []
  const sendCode = (who: CodeOrigin, code: 'good' | 'bad') =>
    limitCode(
      who,
      async () => {
        sentCodes.push(code)
        await new Promise((resolve) => setTimeout(resolve, LATENCY_MS))
        return code
      },
      (answer) => answer === 'bad',
    )
  return { sentCodes, sendCode }
}

let browsers = 0
const newBrowser = (net = '203.0.113.x'): CodeOrigin => ({
  net,
  browser: `b${String((browsers += 1))}`,
  isKnown: false,
})

/** Sends this many invalid codes per second, each from a new browser. */
const flood = (sendCode: ReturnType<typeof givenLimiter>['sendCode'], perSecond: number): void =>
  void setInterval(() => void sendCode(newBrowser(), 'bad'), 1_000 / perSecond)

const resultWithin = async <A>(answer: Promise<A>, ms: number): Promise<A | 'waiting'> => {
  const timeout = new Promise<'waiting'>((resolve) => setTimeout(() => resolve('waiting'), ms))
  const first = Promise.race([answer, timeout])
  await vi.advanceTimersByTimeAsync(ms)
  return first
}

describe('oauthCodeLimiter', () => {
  it('oauthCodeLimiter limits the invalid codes per second that reach WeCom, however many arrive', async () => {
    const { sentCodes, sendCode } = givenLimiter()
    flood(sendCode, 200)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(sentCodes.length).toBeGreaterThan(50)
    expect(sentCodes.length).toBeLessThanOrEqual(70)
  })

  it('oauthCodeLimiter does not limit valid codes', async () => {
    const { sentCodes, sendCode } = givenLimiter()
    for (let i = 0; i < 50; i += 1) void sendCode(newBrowser(), 'good')
    await vi.advanceTimersByTimeAsync(950)
    expect(sentCodes).toHaveLength(50)
  })

  it('oauthCodeLimiter admits a new browser at once while its address sends 15 invalid codes per second', async () => {
    const { sendCode } = givenLimiter()
    flood(sendCode, 15)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await resultWithin(sendCode(newBrowser(), 'good'), LATENCY_MS + 1)).toBe('good')
  })

  it.each([
    ['a new browser at another address', newBrowser('198.51.100.x')],
    ['a known browser at the same address', { ...newBrowser(), isKnown: true }],
  ])(
    'oauthCodeLimiter admits %s within 3 s, while far more invalid codes arrive than the limit',
    async (_name, who) => {
      const { sendCode } = givenLimiter()
      flood(sendCode, 200)
      await vi.advanceTimersByTimeAsync(3_000)
      expect(await resultWithin(sendCode(who, 'good'), 3_000)).toBe('good')
    },
  )

  it.each([256, 2_000])(
    'oauthCodeLimiter admits every known browser within a second, while invalid codes arrive from %i networks',
    async (nets) => {
      const { sendCode } = givenLimiter()
      let sentCount = 0
      setInterval(() => void sendCode(newBrowser(`2001:db8:${String((sentCount += 1) % nets)}:0::x`), 'bad'), 5)
      await vi.advanceTimersByTimeAsync(6_000)
      const knownBrowsers = Array.from({ length: 20 }, (_, index) => ({
        ...newBrowser(`198.51.${String(index)}.x`),
        isKnown: true,
      }))
      const answers = Promise.all(knownBrowsers.map((who) => sendCode(who, 'good')))
      expect(await resultWithin(answers, 1_000)).toEqual(knownBrowsers.map(() => 'good'))
    },
  )

  it('oauthCodeLimiter admits at once after the clock was set back', async () => {
    const { sendCode } = givenLimiter()
    expect(await resultWithin(sendCode(newBrowser(), 'good'), LATENCY_MS + 1)).toBe('good')
    vi.setSystemTime(Date.now() - HOUR_MS)
    expect(await resultWithin(sendCode(newBrowser(), 'good'), LATENCY_MS + 1)).toBe('good')
  })

  it('oauthCodeLimiter resolves with null for a caller that it does not admit in time, and makes no call', async () => {
    const limitCode = oauthCodeLimiter(systemClock, { concurrency: 1, timeoutMs: 1_000 })
    void limitCode(
      newBrowser(),
      () => new Promise<string>(() => {}),
      () => false,
    )
    const exchange = vi.fn(async () => 'good')
    expect(
      await resultWithin(
        limitCode(newBrowser(), exchange, () => false),
        1_000,
      ),
    ).toBeNull()
    expect(exchange).not.toHaveBeenCalled()
  })
})
