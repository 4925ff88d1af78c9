import * as z from 'zod/mini'
import { DAY_MS } from '../kernel/durations.ts'
import { idSchema, readableCodeSchema } from '../kernel/ids.ts'
import { instantInput, instant } from '../kernel/instant.ts'
import { pageOf } from '../kernel/page.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { sha256Text } from '../kernel/sha256-text.ts'
import { memberWithDepartment } from '../directory/member-ref.ts'
import { againQuery } from '../kernel/again-query.ts'
import { dutyHolders } from './duties.ts'
import { plainLines } from './policy-draft.ts'
import { policyFile } from './policy-files.ts'
import { policyLanguages } from './policy-flow.ts'
import { policyTitle } from './policy-title-schema.ts'
import { receiptValidity } from './receipt-validity.ts'
import { diffPiece, richText } from './rich-text.ts'

const language = z.enum(policyLanguages)

/** A policy with the reader's acknowledgement status: a row of the home page and of the policy list. */
export const policyTask = z.object({
  id: idSchema('policy'),
  ...policyTitle,
  label: z.string(),
  state: z.enum(['signed', 'pending', 'overdue', 'questioned', 'undelivered', 'exempt']),
  /** Number of clauses to read; the first time all of them, except duties of others. */
  toRead: z.int(),
  isDelta: z.boolean(),
  seconds: z.int(),
  dueAt: instant,
  signedAt: z.nullable(instant),
  receipt: z.nullable(z.string()),
})
export type PolicyTask = z.infer<typeof policyTask>

export const myPolicies = z.object({ items: z.array(policyTask) })
export type MyPolicies = z.infer<typeof myPolicies>

const clauseView = z.object({
  id: z.string(),
  no: z.string(),
  title: z.string(),
  text: richText,
  hash: z.string(),
  minMs: z.int(),
  change: z.enum(['same', 'changed', 'new']),
  /** Whether the clause must be read now. */
  isAsked: z.boolean(),
  /** Whose duty the clause is; null if it concerns the reader. */
  othersDuty: z.nullable(z.enum(dutyHolders)),
  /** Difference from the text that the reader signed; null when nothing changed or the clause is new. */
  diff: z.nullable(z.array(diffPiece)),
  why: z.string(),
})
export type ClauseView = z.infer<typeof clauseView>

const removedClauseView = z.object({ id: z.string(), no: z.string(), title: z.string(), text: richText })
export type RemovedClauseView = z.infer<typeof removedClauseView>

const questionView = z.object({
  id: idSchema('question'),
  clauseNo: z.nullable(z.string()),
  isOpen: z.boolean(),
  messages: z.array(z.object({ by: z.string(), isMine: z.boolean(), text: z.string(), at: instant })),
})
export type QuestionView = z.infer<typeof questionView>

/** The page on which a policy is read and signed. */
export const policyReadingView = z.object({
  task: policyTask,
  versionId: idSchema('policyVersion'),
  language,
  languages: z.array(language),
  consent: z.string(),
  signing: z.enum(['tick', 'typed_name']),
  isBeforeUse: z.boolean(),
  files: z.array(policyFile),
  /** The reader's last signature; null if there is none. */
  signedBefore: z.nullable(z.object({ at: instant, label: z.string() })),
  clauses: z.array(clauseView),
  /** Clauses that the reader signed and that no longer exist; shown, but not part of the required reading. */
  removed: z.array(removedClauseView),
  questions: z.array(questionView),
  /** Published answers about single clauses. */
  faqs: z.array(z.object({ clauseId: z.string(), question: z.string(), answer: z.string() })),
  /** The reader's open request to be exempt; null if there is none. */
  exemptionRequest: z.nullable(idSchema('request')),
  /** Reason and last day of an earlier request of the reader, to submit them again; null: not asked for. */
  exemptionAgain: z.nullable(z.object({ reason: z.string(), until: z.string() })),
  /** Proves who opened this version, and when. */
  token: z.string(),
  openedAt: instant,
})
export type PolicyReadingView = z.infer<typeof policyReadingView>

export const readingQuery = z.strictObject({ language: z.optional(language), ...againQuery.shape })

const clauseMap = <Value extends z.ZodMiniType>(value: Value) =>
  z.record(z.string().check(z.regex(/^[A-Za-z0-9._-]{1,16}$/)), value)

const visibleMs = z.int().check(z.nonnegative(), z.lte(DAY_MS))

export const signBody = z.strictObject({
  versionId: idSchema('policyVersion'),
  language,
  token: sha256Text,
  openedAt: instantInput,
  /** Hash of each clause that was shown. */
  hashes: clauseMap(sha256Text),
  read: clauseMap(visibleMs),
  /** How long any clause was in view; pages of an earlier release do not send it. */
  onScreenMs: z.optional(visibleMs),
  typedName: z.optional(lineOfText(40)),
})
export type SignBody = z.infer<typeof signBody>

/** A new signature. Its receipt is verified when it is opened. */
export const signedView = z.object({
  code: readableCodeSchema,
  label: z.string(),
  signedAt: instant,
  basis: z.enum(['full', 'delta']),
  read: z.int(),
})
export type SignedView = z.infer<typeof signedView>

/** A verified receipt. Any member who has its code may see it. */
export const receiptView = z.object({
  code: readableCodeSchema,
  policyId: idSchema('policy'),
  /** In the language in which it was signed. */
  title: z.string(),
  /** Null when the version has no English text. Absent in answers of a server of 0.18.0 during an upgrade. */
  titleEn: z.optional(policyTitle.titleEn),
  label: z.string(),
  versionNo: z.int(),
  /** Null when the signer's key was destroyed. */
  signer: z.nullable(memberWithDepartment),
  isMine: z.boolean(),
  signedAt: instant,
  /** For a policy that is signed again regularly: which time this is, and since when it was required. Null the first time. */
  round: z.nullable(z.object({ no: z.int(), since: instant })),
  language,
  basis: z.enum(['full', 'delta']),
  /** Number of clauses that were read, of those that were signed. */
  read: z.int(),
  clauses: z.int(),
  seconds: z.int(),
  docHash: z.string(),
  state: z.enum(['valid', 'newer', 'broken']),
  /** What the signature counts for now. Absent in answers of a server of 0.10 during an upgrade. */
  validity: z.optional(receiptValidity),
  checks: z.object({
    /** Whether the published text has the signed hash. */
    text: z.boolean(),
    /** Whether the row is in the signed evidence log; null if not signed yet, which takes up to a minute. */
    record: z.nullable(z.object({ isIntact: z.boolean(), index: z.int() })),
    /**
     * The external anchor that covers the record; null if the next anchor, within a day, will cover it, or the record is not
     * intact.
     */
    anchor: z.nullable(z.object({ size: z.int(), at: instant })),
  }),
  checkedAt: instant,
  /** SVG path of a QR code of the receipt's address, in a square with sides of `size`. */
  qr: z.object({ size: z.int(), path: z.string() }),
})
export type ReceiptView = z.infer<typeof receiptView>

export const myReceipts = pageOf(
  z.object({ code: readableCodeSchema, ...policyTitle, label: z.string(), signedAt: instant }),
)
export type MyReceipts = z.infer<typeof myReceipts>

export const questionBody = z.strictObject({
  versionId: idSchema('policyVersion'),
  clauseId: z.nullable(z.string().check(z.maxLength(16))),
  text: plainLines(500).check(z.minLength(1, { error: 'text.required' })),
})
export type QuestionBody = z.infer<typeof questionBody>
