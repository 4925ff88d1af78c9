import * as z from 'zod/mini'
import { idSchema } from '../kernel/ids.ts'
import { comparedClause } from './authoring-schemas.ts'
import { comparedFile } from './policy-files.ts'
import { policyLanguages, versionKinds, versionStates } from './policy-flow.ts'
import { policyTitle } from './policy-title-schema.ts'

const language = z.enum(policyLanguages)
/** The number of a version in a URL. */
const versionText = z.string().check(z.regex(/^\d{1,6}$/))

const readableVersion = z.object({
  no: z.int(),
  /** Null for a draft. */
  label: z.nullable(z.string()),
  state: z.enum(versionStates),
  kind: z.nullable(z.enum(versionKinds)),
  publishedAt: z.nullable(z.string()),
  /** Whether the caller signed it. */
  isSigned: z.boolean(),
})

/** One version of a policy, compared with another one where requested, and the versions that the caller may read. */
export const policyTextView = z.object({
  id: idSchema('policy'),
  ...policyTitle,
  isRetired: z.boolean(),
  /** The newest first. */
  versions: z.array(readableVersion),
  shown: z.int(),
  /** The number of the version that it is compared with; null: the text as it is. */
  from: z.nullable(z.int()),
  language,
  languages: z.array(language),
  consent: z.string(),
  clauses: z.array(comparedClause),
  files: z.array(comparedFile),
})
export type PolicyTextView = z.infer<typeof policyTextView>

export const policyTextQuery = z.strictObject({
  version: z.optional(versionText),
  from: z.optional(versionText),
  language: z.optional(language),
})
export type PolicyTextQuery = z.infer<typeof policyTextQuery>
