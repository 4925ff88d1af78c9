import * as z from 'zod/mini'
import { idSchema } from './ids.ts'

/** Query of a request form. `again`: an earlier request of the member, whose content the new one starts with. */
export const againQuery = z.strictObject({ again: z.optional(idSchema('request')) })
