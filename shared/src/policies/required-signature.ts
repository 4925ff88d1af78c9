import * as z from 'zod/mini'
import { idSchema } from '../kernel/ids.ts'
import { policyTitle } from './policy-title-schema.ts'

/** What has to be signed before anything else is submitted. */
export const readFirst = z.object({ policyId: idSchema('policy'), ...policyTitle, label: z.string() })
export type RequiredSignature = z.infer<typeof readFirst>
