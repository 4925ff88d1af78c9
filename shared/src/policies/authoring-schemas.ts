import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day.ts'
import { idSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { memberRef } from '../directory/member-ref.ts'
import { plainLines, policyDraft } from './policy-draft.ts'
import { versionKinds, versionStates } from './policy-flow.ts'
import { policyTitle } from './policy-title-schema.ts'
import { diffPiece, richText } from './rich-text.ts'

const instant = z.string()

const versionView = z.object({
  id: idSchema('policyVersion'),
  no: z.int(),
  /** Null until it is published. */
  label: z.nullable(z.string()),
  state: z.enum(versionStates),
  kind: z.nullable(z.enum(versionKinds)),
  reason: z.string(),
  author: memberRef,
  /** Why it went back to its authors, and who sent it; null: it did not, or was handed in again. */
  returned: z.nullable(z.object({ by: memberRef, reason: z.string() })),
  approvedBy: z.nullable(memberRef),
  publishedAt: z.nullable(instant),
  effectiveOn: z.nullable(calendarDay),
})
export type VersionView = z.infer<typeof versionView>

const policyRow = z.object({
  id: idSchema('policy'),
  ...policyTitle,
  label: z.nullable(z.string()),
  /** The version that is being written, if any. */
  draftState: z.nullable(z.enum(versionStates)),
  asked: z.int(),
  signed: z.int(),
})
/** Whether WeCom's own door waits for a signature. */
const policyGate = z.object({ isOn: z.boolean(), version: z.int() })

export const policyList = z.object({ items: z.array(policyRow), gate: policyGate })
export type PolicyList = z.infer<typeof policyList>

/** One clause of the draft, as the phone shows it, beside the one in force. */
const draftClauseView = z.object({
  id: z.string(),
  no: z.string(),
  title: z.string(),
  change: z.enum(['same', 'changed', 'new', 'removed']),
  text: richText,
  diff: z.nullable(z.array(diffPiece)),
  why: z.string(),
})

/** Whom a version would ask for what, by its kind. */
export const publishForecast = z.object({
  major: z.int(),
  changed: z.int(),
  /** Clauses that are in force and not in this version: said, and asked of nobody. */
  removed: z.int(),
  /** To read what changed, and to read everything. */
  seconds: z.int(),
  fullSeconds: z.int(),
  /** Of those asked by a major version. */
  delta: z.int(),
  full: z.int(),
  partners: z.int(),
  notAsked: z.int(),
})
export type PublishForecast = z.infer<typeof publishForecast>

export const policyEditView = z.object({
  id: idSchema('policy'),
  ...policyTitle,
  /** Grows with every change of the draft: two writers notice each other. */
  edition: z.int(),
  current: z.nullable(versionView),
  draft: z.nullable(
    z.object({
      version: versionView,
      content: policyDraft,
      clauses: z.array(draftClauseView),
      /** The same in English; null: it is not written in it. */
      english: z.nullable(z.array(draftClauseView)),
    }),
  ),
  history: z.array(versionView),
  /** Who may approve what waits for it; nobody: no other lead is there. */
  reviewers: z.array(memberRef),
  allowed: z.array(z.enum(['edit', 'submit', 'approve', 'send_back', 'publish', 'start'])),
  /** Of the audience. */
  departments: z.array(z.object({ id: z.int(), name: z.string() })),
  people: z.array(memberRef),
  /** Of every clause that was ever published: none of them names another one. */
  clauseIds: z.array(z.string()),
})
export type PolicyEditView = z.infer<typeof policyEditView>

export const draftSaveBody = z.strictObject({ edition: wholeNumber(0), content: policyDraft })
export type DraftSaveBody = z.infer<typeof draftSaveBody>

export const accessGateBody = z.strictObject({ isOn: z.boolean(), version: wholeNumber(0) })
export type AccessGateBody = z.infer<typeof accessGateBody>

export const editionBody = z.strictObject({ edition: wholeNumber(0) })

export const sendBackBody = z.strictObject({
  edition: wholeNumber(0),
  reason: plainLines(500).check(z.refine((text) => text.length > 0, { error: 'text.required' })),
})
export type SendBackBody = z.infer<typeof sendBackBody>

export const publishBody = z
  .strictObject({
    edition: wholeNumber(0),
    kind: z.enum(versionKinds),
    effectiveOn: calendarDay,
    reason: lineOfText(200),
  })
  .check(
    z.refine(({ kind, reason }) => kind !== 'no_resign' || reason !== '', {
      error: 'text.required',
      path: ['reason'],
    }),
  )
export type PublishBody = z.infer<typeof publishBody>
