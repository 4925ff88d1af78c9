import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { AuthorizedCalls } from './authorized-calls.ts'
import { logOf, logReader } from './read-log.ts'

const WEEK_S = 7 * 24 * 3600
const LAST_S = 1_800_000_000
const row = z.object({ time: z.number() })
type Query = { start_time: number; end_time: number; cursor?: string; limit: number }

/** Reads the week before `LAST_S` of a log whose pages this function returns. Counts the calls. */
async function readWeek(pageOf: (query: Query) => unknown) {
  let calls = 0
  const asAgent: AuthorizedCalls['asAgent'] = async (call, answer) => {
    calls += 1
    return answer.parse(pageOf(call.body as Query))
  }
  const readLog = logReader({ asAgent }, () => null)
  const span = { from: new Date((LAST_S - WEEK_S) * 1000), to: new Date(LAST_S * 1000) }
  const times = (await readLog('log', logOf(row), span)).map(({ time }) => time)
  return { times, calls }
}

const pagesOf =
  (times: readonly number[]) =>
  ({ start_time, end_time, cursor, limit }: Query) => {
    const matching = times.filter((time) => time >= start_time && time <= end_time)
    const start = Number(cursor ?? 0)
    const has_more = start + limit < matching.length
    const record_list = matching.slice(start, start + limit).map((time) => ({ time }))
    return { has_more, next_cursor: has_more ? String(start + limit) : '', record_list }
  }

describe('reading a log of WeCom', () => {
  it('a week with too many rows for one query is read in shorter parts, and every row once', async () => {
    const times = Array.from({ length: 24_000 }, (_, index) => LAST_S - index * 25).reverse()
    const read = await readWeek(pagesOf(times))
    expect(read.times).toEqual(times)
    expect(read.calls).toBeLessThan(300)
  })

  it('a quiet week with one busy hour is read to its end', async () => {
    const times = [
      LAST_S - WEEK_S,
      ...Array.from({ length: 36_000 }, (_, index) => LAST_S - 90_000 + index / 10),
      LAST_S,
    ]
    const read = await readWeek(pagesOf(times.map(Math.floor)))
    expect(read.times).toHaveLength(36_002)
  })

  it('a log whose pages have few rows is read in shorter parts too', async () => {
    const times = Array.from({ length: 100 }, (_, index) => LAST_S - index * 5000).reverse()
    const read = await readWeek((query) => pagesOf(times)({ ...query, limit: 1 }))
    expect(read.times).toEqual(times)
  })

  it.each([
    ['too many rows in a minute', pagesOf(Array.from({ length: 20_001 }, () => LAST_S - 5))],
    [
      'always more rows',
      ({ cursor }: Query) => ({ has_more: true, next_cursor: String(Number(cursor ?? 0) + 1), record_list: [] }),
    ],
    ['more rows without a cursor', () => ({ has_more: true, next_cursor: '', record_list: [] })],
    ['more rows behind the same cursor', () => ({ has_more: true, next_cursor: 'next', record_list: [] })],
  ])('the rows read so far are not returned as the whole log: %s', async (_name, pageOf) => {
    let calls = 0
    const counting = (query: Query) => {
      calls += 1
      return pageOf(query)
    }
    await expect(readWeek(counting)).rejects.toMatchObject({
      reason: 'bad_answer',
      message: expect.stringContaining('log'),
    })
    expect(calls).toBeLessThanOrEqual(600)
  })
})
