import * as z from 'zod/mini'
import { idSchema, requestNoSchema } from '../kernel/ids.ts'
import { instantInput } from '../kernel/instant.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { memberWithDepartment } from '../directory/member-ref.ts'
import { plainLines } from './policy-draft.ts'
import { policyFile } from './policy-files.ts'
import { policyLanguages } from './policy-flow.ts'
import { policyTitle } from './policy-title-schema.ts'
import { diffPiece, richText } from './rich-text.ts'

/** ISO 8601 in UTC. */
const instant = z.string()
const language = z.enum(policyLanguages)

/** What is to sign for this person: rows of the home page and of the list of policies. */
export const policyTask = z.object({
  id: idSchema('policy'),
  ...policyTitle,
  label: z.string(),
  state: z.enum(['signed', 'pending', 'overdue', 'questioned', 'undelivered', 'exempt']),
  /** How many clauses to read; all of them the first time. */
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
  /** Whether it must be read now. */
  isAsked: z.boolean(),
  /** Against what this person signed; null where nothing changed, or all is new. */
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
  /** When this person signed the version before; null: never. */
  signedBefore: z.nullable(z.object({ at: instant, label: z.string() })),
  clauses: z.array(clauseView),
  /** What this person signed before and holds no more; shown, not asked for. */
  removed: z.array(removedClauseView),
  questions: z.array(questionView),
  /** Proves that this very version was opened, by whom and when. */
  token: z.string(),
  openedAt: instant,
})
export type PolicyReadingView = z.infer<typeof policyReadingView>

export const readingQuery = z.strictObject({ language: z.optional(language) })

const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/))
const clauseMap = <Value extends z.ZodMiniType>(value: Value) =>
  z.record(z.string().check(z.regex(/^[A-Za-z0-9._-]{1,16}$/)), value)

export const signBody = z.strictObject({
  versionId: idSchema('policyVersion'),
  language,
  token: hash,
  openedAt: instantInput,
  /** What was on screen, clause by clause. */
  hashes: clauseMap(hash),
  read: clauseMap(z.int().check(z.nonnegative(), z.lte(86_400_000))),
  typedName: z.optional(lineOfText(40)),
})
export type SignBody = z.infer<typeof signBody>

/** What a receipt says. Whoever has its code may see it: it is made to be shown. */
/** What was just signed. Its receipt proves it: that is computed when somebody looks. */
export const signedView = z.object({
  code: requestNoSchema,
  label: z.string(),
  signedAt: instant,
  basis: z.enum(['full', 'delta']),
  read: z.int(),
})
export type SignedView = z.infer<typeof signedView>

export const receiptView = z.object({
  code: requestNoSchema,
  policyId: idSchema('policy'),
  title: z.string(),
  label: z.string(),
  /** Null: the key to the name was destroyed, or it is not the reader's to see. */
  signer: z.nullable(memberWithDepartment),
  isMine: z.boolean(),
  signedAt: instant,
  language,
  basis: z.enum(['full', 'delta']),
  read: z.int(),
  seconds: z.int(),
  docHash: z.string(),
  state: z.enum(['valid', 'newer', 'broken']),
  checks: z.object({
    /** The published text has the hash that was signed. */
    text: z.boolean(),
    /** The row is what the audit chain sealed; null: not sealed yet, within a minute. */
    record: z.nullable(z.object({ isIntact: z.boolean(), block: z.int() })),
    /** The chain leads from it to a head that left the house; null: the next one will, by tomorrow, unless the record is not intact. */
    anchor: z.nullable(z.object({ block: z.int(), at: instant })),
  }),
  checkedAt: instant,
  /** SVG path of a QR code of the receipt's address, in a square of `size`. */
  qr: z.object({ size: z.int(), path: z.string() }),
})
export type ReceiptView = z.infer<typeof receiptView>

export const myReceipts = z.object({
  items: z.array(z.object({ code: requestNoSchema, ...policyTitle, label: z.string(), signedAt: instant })),
})
export type MyReceipts = z.infer<typeof myReceipts>

export const questionBody = z.strictObject({
  versionId: idSchema('policyVersion'),
  clauseId: z.nullable(z.string().check(z.maxLength(16))),
  text: plainLines(500).check(z.refine((text) => text.length > 0, { error: 'text.required' })),
})
export type QuestionBody = z.infer<typeof questionBody>
