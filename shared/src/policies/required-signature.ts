import * as z from 'zod/mini'
import { idSchema } from '../kernel/ids.ts'
import { policyTitle } from './policy-title-schema.ts'

/** The policy that has to be signed before other requests are submitted. */
export const requiredSignature = z.object({ policyId: idSchema('policy'), ...policyTitle, label: z.string() })
export type RequiredSignature = z.infer<typeof requiredSignature>
