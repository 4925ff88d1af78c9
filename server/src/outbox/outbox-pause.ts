import * as z from 'zod/mini'
import { defineSetting } from '../kernel/settings-queries.ts'

/** While true, no worker claims jobs. Set by ops, and after the restore of a database. */
export const outboxPause = defineSetting({ key: 'outbox.paused', schema: z.boolean(), initial: false })
