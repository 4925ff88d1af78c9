import * as z from 'zod/mini'
import { defineSetting } from '../../../kernel/settings-queries.ts'

const instant = z.nullable(z.string())

/** Up to when the console's log was read, and whether WeCom let this app read it. */
export const consoleLogState = defineSetting({
  key: 'console_log.state',
  schema: z.strictObject({ readUntil: instant, checkedAt: instant, isRefused: z.boolean() }),
  initial: { readUntil: null as string | null, checkedAt: null as string | null, isRefused: false },
})
