import * as z from 'zod/mini'
import { idSchema } from './ids.ts'

/** Query of a form: the request of the member that a new one starts from. */
export const againQuery = z.strictObject({ again: z.optional(idSchema('request')) })
