import * as z from 'zod/mini'
import { defineSetting } from '../../../kernel/settings-queries.ts'

const instant = z.nullable(z.string())

export type ConsoleLogState = {
  begunAt?: string | null | undefined
  readUntil: string | null
  checkedAt: string | null
  isRefused: boolean
}

/**
 * Up to when the console's log was read, and whether WeCom let this app read it. `begunAt`: earlier operations are not
 * reported; absent if an earlier release of the app read the log first.
 */
export const consoleLogState = defineSetting<ConsoleLogState>({
  key: 'console_log.state',
  schema: z.strictObject({
    begunAt: z.optional(instant),
    readUntil: instant,
    checkedAt: instant,
    isRefused: z.boolean(),
  }),
  initial: { readUntil: null, checkedAt: null, isRefused: false },
})
