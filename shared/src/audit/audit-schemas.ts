import * as z from 'zod/mini'
import { instantInput } from '../kernel/instant.ts'
import { entryText, wholeNumber } from '../kernel/whole-number.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { memberRef } from '../directory/member-ref.ts'

/** First error of the evidence log. */
const logBreak = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['row_changed', 'row_missing', 'row_added', 'row_back_dated']), seq: z.int() }),
  /** No log of the database has the key that the reader has from elsewhere. */
  z.object({ kind: z.literal('key_unknown') }),
  /** The log's own leaves or tiles differ from its hashes, or are missing. */
  z.object({ kind: z.enum(['log_changed', 'log_missing']), index: z.int() }),
  /** The row is intact, but the evidence it refers to is changed or missing. */
  z.object({ kind: z.enum(['evidence_changed', 'evidence_missing']), seq: z.int(), object: z.string() }),
  /** Evidence exists that no row refers to. */
  z.object({ kind: z.literal('evidence_added'), object: z.string() }),
  /** The log is consistent but is not what was signed: it was rewritten before this size. */
  z.object({
    kind: z.enum(['checkpoint_differs', 'checkpoint_missing']),
    size: z.int(),
    anchoredAt: z.nullable(z.string()),
    keptIn: z.enum(['database', 'beside_key', 'file']),
  }),
])
export type LogBreak = z.infer<typeof logBreak>

/** Last checkpoint that was sent to the auditors. Changes of the entries before it are detected. */
const anchor = z.nullable(z.object({ size: z.int(), at: z.string(), root: z.string() }))
/** Rows after the last anchor. */
const tail = z.object({ rows: z.int(), oldestAt: z.nullable(z.string()), isTooOld: z.boolean() })

/** `vkey`: the public key of the log, to be kept outside; null: no log has begun. */
const chain = z.object({ anchor, tail, vkey: z.nullable(z.string()) })

export const auditReport = z.object({
  isIntact: z.boolean(),
  checkedAt: z.string(),
  /** Name of the log; null: none has begun. */
  origin: z.nullable(z.string()),
  rows: z.int(),
  broken: z.nullable(logBreak),
  anchor,
  tail,
})
export type AuditReport = z.infer<typeof auditReport>

const identifier = z.string().check(z.regex(/^[\w.:@-]{1,100}$/))

export const auditFilter = z.strictObject({
  /** Name, pinyin or initials of a person who acted, or who was acted on. */
  who: z.optional(lineOfText(40).check(z.minLength(1))),
  actor: z.optional(identifier),
  action: z.optional(identifier),
  /** Several actions, separated by commas, such as all those that a search word means. */
  actions: z.optional(z.string().check(z.regex(/^[\w.:@-]{1,100}(,[\w.:@-]{1,100}){0,59}$/))),
  object: z.optional(identifier),
  /** ISO 8601 instants: `from` is inclusive, `to` exclusive. */
  from: z.optional(instantInput),
  to: z.optional(instantInput),
})
export type AuditFilter = z.infer<typeof auditFilter>

export const auditQuery = z.strictObject({
  ...auditFilter.shape,
  after: z.optional(entryText),
  /** Whether the first page also has the counts of each day. */
  days: z.optional(z.literal('1')),
})
export type AuditQuery = z.infer<typeof auditQuery>

export const auditExportBody = z.strictObject({
  ...auditFilter.shape,
  /** `proof`: of the entry `seq` alone, as a file that others verify. */
  format: z.enum(['csv', 'html', 'proof']),
  seq: z.optional(wholeNumber(1)),
})
export type AuditExportBody = z.infer<typeof auditExportBody>

const auditEntryView = z.object({
  seq: z.int(),
  at: z.string(),
  /** Name and userid; for a job both are `system:<job>`. The userid of an API key is `key:<id>`, of an auditor link `link:<id>`. */
  actor: memberRef,
  action: z.string(),
  object: z.string(),
  details: z.record(z.string(), z.unknown()),
  /** Whom and what it is about by name, the department of the details, and the page that shows it. */
  subject: z.nullable(
    z.object({
      person: z.nullable(z.string()),
      thing: z.nullable(z.string()),
      department: z.nullable(z.string()),
      path: z.nullable(z.string()),
    }),
  ),
})
export type AuditEntryView = z.infer<typeof auditEntryView>

const entryCounts = {
  entries: z.int(),
  /** Entries of these two kinds of actions; the others are `changes`. A server of 0.18.0 sends neither. */
  looks: z.optional(z.int()),
  losses: z.optional(z.int()),
}

/** Entries of each day that match a filter, in the business time zone, ascending and without gaps. */
export const auditDays = z.object({
  days: z.array(z.object({ day: z.string(), ...entryCounts })),
  /** The same entries for every two hours of these days, if the range is short; `hour`: the first of the two. */
  hours: z.optional(z.array(z.object({ day: z.string(), hour: z.int(), ...entryCounts }))),
  /** The log at the moment of the counts, where they come without a list. A server of 0.18.0 does not send it. */
  chain: z.optional(chain),
})
export type AuditDays = z.infer<typeof auditDays>

/**
 * Where the evidence log has an entry: its index, the first signed checkpoint that covers it, and when the first daily one that
 * does was taken, which a job then sends to the auditors; null: none yet. It says that the entry was written, not that it is
 * unchanged, nor that an auditor received the checkpoint.
 */
const checkpointOfEntry = z.object({
  index: z.int(),
  size: z.int(),
  signedAt: z.string(),
  anchoredAt: z.nullable(z.string()),
})

const auditRow = z.object({
  ...auditEntryView.shape,
  /** Null: in no signed checkpoint yet. A server of 0.18.0 does not send it. */
  checkpoint: z.optional(z.nullable(checkpointOfEntry)),
})
export type AuditRow = z.infer<typeof auditRow>

export const auditPage = z.object({
  items: z.array(auditRow),
  next: z.nullable(z.string()),
  /** Of the first page, if they were asked for. */
  days: z.optional(auditDays.shape.days),
  hours: auditDays.shape.hours,
  /** Names of the members whom details name, by userid in lower case. */
  names: z.record(z.string(), z.string()),
  chain,
})
export type AuditPage = z.infer<typeof auditPage>

/** Download link. `path` opens once, within one minute, without a session. */
export const oneTimeLink = z.object({ path: z.string(), expiresAt: z.string() })
export type OneTimeLink = z.infer<typeof oneTimeLink>
