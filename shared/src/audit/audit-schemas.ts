import * as z from 'zod/mini'
import { instantInput } from '../kernel/instant.ts'
import { entryText } from '../kernel/whole-number.ts'
import { memberRef } from '../directory/member-ref.ts'

/** What is wrong with the chain, at its first bad place. */
const chainBreak = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['row_changed', 'row_missing', 'row_added']), seq: z.int(), block: z.int() }),
  z.object({ kind: z.enum(['block_changed', 'block_missing']), block: z.int() }),
  /** The row stands, and what it speaks of is not what it was, or is gone. */
  z.object({
    kind: z.enum(['evidence_changed', 'evidence_missing']),
    seq: z.int(),
    block: z.int(),
    object: z.string(),
  }),
  /** There is evidence of which no row speaks. */
  z.object({ kind: z.literal('evidence_added'), object: z.string() }),
  /** The chain fits together but is not the one whose head left the house: rewritten from `since` on at the earliest. */
  z.object({
    kind: z.enum(['anchor_differs', 'anchor_missing']),
    block: z.int(),
    since: z.int(),
    anchoredAt: z.string(),
    keptIn: z.enum(['database', 'file']),
  }),
])
export type ChainBreak = z.infer<typeof chainBreak>

export const auditReport = z.object({
  isIntact: z.boolean(),
  checkedAt: z.string(),
  blocks: z.int(),
  rows: z.int(),
  broken: z.nullable(chainBreak),
  /** The last head that left the house; up to there nothing can change unnoticed. */
  anchor: z.nullable(z.object({ block: z.int(), at: z.string(), hash: z.string() })),
  /** Rows since. */
  tail: z.object({ rows: z.int(), oldestAt: z.nullable(z.string()), isTooOld: z.boolean() }),
})
export type AuditReport = z.infer<typeof auditReport>

const line = z.string().check(z.regex(/^[\w.:@-]{1,100}$/))

export const auditFilter = z.strictObject({
  actor: z.optional(line),
  action: z.optional(line),
  object: z.optional(line),
  /** ISO instants: from, included, and up to, excluded. */
  from: z.optional(instantInput),
  to: z.optional(instantInput),
})
export type AuditFilter = z.infer<typeof auditFilter>

export const auditQuery = z.strictObject({
  ...auditFilter.shape,
  after: z.optional(entryText),
})
export type AuditQuery = z.infer<typeof auditQuery>

export const auditExportBody = z.strictObject({ ...auditFilter.shape, format: z.enum(['csv', 'html']) })
export type AuditExportBody = z.infer<typeof auditExportBody>

const auditEntryView = z.object({
  seq: z.int(),
  at: z.string(),
  /** Name and userid; for a job of ours both are `system:<job>`. */
  actor: memberRef,
  action: z.string(),
  object: z.string(),
  details: z.record(z.string(), z.unknown()),
})
export type AuditEntryView = z.infer<typeof auditEntryView>

export const auditPage = z.object({
  items: z.array(auditEntryView),
  next: z.nullable(z.string()),
  chain: z.object({
    blocks: z.int(),
    anchor: z.nullable(z.object({ block: z.int(), at: z.string(), hash: z.string() })),
    tail: z.object({ rows: z.int(), oldestAt: z.nullable(z.string()), isTooOld: z.boolean() }),
  }),
})
export type AuditPage = z.infer<typeof auditPage>

/** `path` opens once, within a minute, also without a session. */
export const oneTimeLink = z.object({ path: z.string(), expiresAt: z.string() })
export type OneTimeLink = z.infer<typeof oneTimeLink>
