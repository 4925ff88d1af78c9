import * as z from 'zod/mini'
import { idSchema } from '../kernel/ids.ts'
import { attachmentTypes } from '../comments/comment-schemas.ts'
import { wholeNumber } from '../kernel/whole-number.ts'

/** Maximum number of files of one version. */
export const FILES_PER_POLICY = 10

/** A file that belongs to a version. The signature covers its hash. */
export const policyFile = z.object({
  id: idSchema('policyFile'),
  name: z.string(),
  type: z.enum(attachmentTypes),
  size: wholeNumber(0),
  sha256: z.string(),
})
export type PolicyFile = z.infer<typeof policyFile>

/** A file of a version, compared with another version; `changed`: other bytes or another name than `before`. */
export const comparedFile = z.object({
  ...policyFile.shape,
  change: z.enum(['same', 'changed', 'new', 'removed']),
  before: z.nullable(policyFile),
})
export type ComparedFile = z.infer<typeof comparedFile>
