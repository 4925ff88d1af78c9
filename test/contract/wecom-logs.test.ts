import { describe, expect, it } from 'vitest'
import { prepareAdapter } from './simulated-adapter.ts'

const setUp = await prepareAdapter()
const WEEK_S = 7 * 24 * 3600

const nowS = () => Math.floor(Date.now() / 1000)
const lastS = nowS() - 60
/** Returns the time this many seconds before `lastS`. */
const before = (seconds: number) => new Date((lastS - seconds) * 1000)

describe('the logs of the WeCom adapter', () => {
  it('a period shorter than a second is empty, and WeCom is not asked', async () => {
    const { wecom, simulator } = setUp()
    expect(await wecom.listAdminOperations({ from: before(0), to: before(0) })).toEqual([])
    expect(await wecom.listOperations('guoji', { from: before(0), to: before(5) })).toEqual([])
    expect(simulator.state.calls.filter(({ path }) => path.includes('oper_log'))).toEqual([])
  })

  it.each([1, WEEK_S, WEEK_S + 1, WEEK_S + 2, 2 * WEEK_S + 1, 2 * WEEK_S + 2])(
    'every row of a period of %i seconds is read once',
    async (seconds) => {
      const { wecom, simulator } = setUp()
      const offsets = [seconds, seconds - 1, WEEK_S, WEEK_S - 1, 2, 1, 0].filter((offset) => offset <= seconds)
      const times = [...new Set(offsets)].map((offset) => lastS - offset).sort((one, other) => one - other)
      for (const time of times)
        simulator.state.protection.operations.push({ time, userid: 'guoji', oper_type: 4, ip: '' })
      const found = await wecom.listOperations('guoji', { from: before(seconds), to: before(0) })
      expect(found?.map(({ at }) => at.getTime() / 1000)).toEqual(times)
    },
  )

  it.each([
    ['behind', 50],
    ['ahead of', -50],
  ])('a period is read by WeCom’s clock, which is 50 s %s this machine', async (_side, skew) => {
    const { wecom, simulator } = setUp({ clock: { nowMs: () => Date.now() - skew * 1000 } })
    // The response shows WeCom's time.
    await wecom.describeApp()
    const [from, to] = [new Date((nowS() - 60) * 1000), new Date((nowS() - 5) * 1000)]
    const rowsAt = [61, 59, 7, 2].map((seconds) => nowS() - skew - seconds)
    for (const time of rowsAt)
      simulator.state.protection.operations.push({ time, userid: 'guoji', oper_type: 4, ip: '' })
    const found = await wecom.listOperations('guoji', { from, to })
    expect(found?.map(({ at }) => at.getTime() / 1000)).toEqual([rowsAt[1], rowsAt[2]])
  })
})
