import { DAY_MS, MINUTE_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import { z } from 'zod'
import { WecomUnreachableError } from '../../kernel/app-error.ts'
import type { AuthorizedCalls } from './authorized-calls.ts'
import { post } from './http-call.ts'

/** Maximum period of one log query, in seconds (doc 100178). */
const MAX_PERIOD_S = (7 * DAY_MS) / SECOND_MS
/** A longer period with too many pages is read again in tenths. */
const MIN_PERIOD_S = MINUTE_MS / SECOND_MS
const PAGE_SIZE = 400
/** Maximum number of pages of one period: 20,000 rows. */
const MAX_PAGES = 50

export const logOf = <Row extends z.ZodType>(row: Row) =>
  z.object({
    has_more: z.boolean().default(false),
    next_cursor: z.string().default(''),
    record_list: z.array(row).default([]),
  })

type LogAnswer<Row> = z.ZodType<{ has_more: boolean; next_cursor: string; record_list: Row[] }>
/** Period in seconds of WeCom's clock, both ends included. */
type Period = { start: number; end: number }

/** Returns a function that reads a log. `skewMs`: see `protectAccount`. */
export function logReader({ asAgent }: Pick<AuthorizedCalls, 'asAgent'>, skewMs: () => number | null) {
  /**
   * Converts a time of this machine to seconds of WeCom's clock: the log has WeCom's times, and a period that ends in
   * WeCom's future is refused (doc 100178). WeCom's clock has whole seconds, so the skew is up to a second too large.
   */
  const toWecomSecond = (at: Date): number =>
    Math.floor(at.getTime() / SECOND_MS) - Math.floor((skewMs() ?? 0) / SECOND_MS)

  /** Reads a period page by page: a page may have fewer rows than requested. Null: it has too many pages. */
  async function readPeriod<Row>(
    api: string,
    answer: LogAnswer<Row>,
    { start, end, ...filter }: Period & { userid?: string },
  ): Promise<Row[] | null> {
    const found: Row[] = []
    let cursor = ''
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const body = {
        start_time: start,
        end_time: end,
        ...filter,
        limit: PAGE_SIZE,
        ...(cursor === '' ? {} : { cursor }),
      }
      const { record_list, has_more, next_cursor } = await asAgent(post(api, body), answer)
      found.push(...record_list)
      if (!has_more) return found
      // There are more rows, and nothing tells how to read them.
      if (next_cursor === '' || next_cursor === cursor) throw new WecomUnreachableError('bad_answer', api)
      cursor = next_cursor
    }
    return null
  }

  /**
   * Reads a period in parts of at most this length, and a part with too many pages in tenths. Each part is at least one second
   * long (doc 100178). Parts do not overlap, since rows have no ids by which to remove duplicates.
   */
  async function readParts<Row>(
    api: string,
    answer: LogAnswer<Row>,
    { start: first, end: last, length, ...filter }: Period & { length: number; userid?: string },
  ): Promise<Row[]> {
    if (length < MIN_PERIOD_S) throw new WecomUnreachableError('bad_answer', api)
    const parts: Row[][] = []
    for (let start = first; start < last;) {
      const end = last - start <= length ? last : Math.min(start + length, last - 2)
      const part = { start, end, ...filter }
      const tenth = Math.floor((end - start) / 10)
      const rows = await readPeriod(api, answer, part)
      parts.push(rows ?? (await readParts(api, answer, { ...part, length: tenth })))
      start = end + 1
    }
    return parts.flat()
  }

  /**
   * Reads all rows of a log.
   *
   * @throws WecomUnreachableError if rows remain unread: what was not read must not look like what did not happen
   */
  return <Row>(
    api: string,
    answer: LogAnswer<Row>,
    { from, to, ...filter }: { from: Date; to: Date; userid?: string },
  ): Promise<Row[]> =>
    readParts(api, answer, { start: toWecomSecond(from), end: toWecomSecond(to), length: MAX_PERIOD_S, ...filter })
}
