import * as z from 'zod/mini'
import { defineSetting } from '../kernel/settings-queries.ts'

/** While true no worker claims anything. Ops set it, and so does whoever restores a database. */
export const outboxPause = defineSetting({ key: 'outbox.paused', schema: z.boolean(), initial: false })
