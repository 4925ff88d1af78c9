import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema } from '../kernel/ids.ts'
import { stateCounts } from './board-schemas.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { sha256Text } from '../kernel/sha256-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { memberRef } from '../directory/member-ref.ts'
import { plainLines, policyDraft } from './policy-draft.ts'
import { comparedFile } from './policy-files.ts'
import { versionKinds, versionStates } from './policy-flow.ts'
import { policyTitle } from './policy-title-schema.ts'
import { diffPiece, richText } from './rich-text.ts'
import { instant } from '../kernel/instant.ts'

const versionView = z.object({
  id: idSchema('policyVersion'),
  no: z.int(),
  /** Null until the version is published. */
  label: z.nullable(z.string()),
  state: z.enum(versionStates),
  kind: z.nullable(z.enum(versionKinds)),
  reason: z.string(),
  author: memberRef,
  /**
   * The person who returned the version to its authors, and the reason; null if it was not returned, or was submitted
   * again.
   */
  returned: z.nullable(z.object({ by: memberRef, reason: z.string() })),
  approvedBy: z.nullable(memberRef),
  approvedAt: z.nullable(instant),
  /** What the approver wrote; empty: nothing. */
  approvalComment: z.string(),
  publishedBy: z.nullable(memberRef),
  /** When it took effect. */
  publishedAt: z.nullable(instant),
  effectiveOn: z.nullable(calendarDay),
})
export type VersionView = z.infer<typeof versionView>

const policyRow = z.object({
  id: idSchema('policy'),
  ...policyTitle,
  label: z.nullable(z.string()),
  isRetired: z.boolean(),
  /** State of the draft, if any. */
  draftState: z.nullable(z.enum(versionStates)),
  /** Counts of the version in force; null without one. */
  counts: z.nullable(stateCounts),
  /** Overdue people, whom the access gate stops while it is on; null for a policy that is not signed before use. */
  blocked: z.nullable(z.int()),
})
/** Whether WeCom's 二次验证 waits for required signatures. */
const accessGate = z.object({ isOn: z.boolean(), version: z.int() })

export const policyList = z.object({ items: z.array(policyRow), gate: accessGate })
export type PolicyList = z.infer<typeof policyList>

/** One clause of a version, compared with another version: of a draft, with the version in force. */
export const comparedClause = z.object({
  id: z.string(),
  no: z.string(),
  title: z.string(),
  change: z.enum(['same', 'changed', 'new', 'removed']),
  text: richText,
  diff: z.nullable(z.array(diffPiece)),
  why: z.string(),
})

export type ComparedClause = z.infer<typeof comparedClause>

/** The clauses of a draft, compared with the version in force. */
const draftClauses = {
  clauses: z.array(comparedClause),
  /** The clauses in English; null if the draft has no English text. */
  english: z.nullable(z.array(comparedClause)),
}
export const draftPreview = z.object(draftClauses)
export type DraftPreview = z.infer<typeof draftPreview>

/** How many people a version would bind, and how long they would read. */
export const publishForecast = z.object({
  /** People who have to sign a major version: the sum of `delta` and `full`. */
  major: z.int(),
  changed: z.int(),
  /** Clauses in force that this version does not contain: shown, but not part of the required reading. */
  removed: z.int(),
  /** Seconds to read the changed clauses, and to read all. */
  seconds: z.int(),
  fullSeconds: z.int(),
  /** People who read only the changes, and people who read all clauses. */
  delta: z.int(),
  full: z.int(),
  partners: z.int(),
  notAsked: z.int(),
  /** Part of `notAsked`. */
  exempt: z.int(),
  /** Clauses in this version. */
  clauses: z.int(),
  /**
   * People by the version that they last signed, the newest first; without a label: they have to sign the whole text.
   */
  groups: z.array(z.object({ label: z.nullable(z.string()), people: z.int(), clauses: z.int(), seconds: z.int() })),
})
export type PublishForecast = z.infer<typeof publishForecast>

const { zh, en, audience, daysToSign, joinerDays, reaffirmMonths, remindEveryDays, signing, isBeforeUse } =
  policyDraft.shape
/** What is approved besides the clauses. */
const draftTerms = z.object({
  zh,
  en,
  audience,
  daysToSign,
  joinerDays,
  reaffirmMonths,
  remindEveryDays,
  signing,
  isBeforeUse,
})
export type DraftTerms = z.infer<typeof draftTerms>

/** Names of the departments in an audience. */
const namedDepartments = z.array(z.object({ id: z.int(), name: z.string() }))

export const policyEditView = z.object({
  id: idSchema('policy'),
  ...policyTitle,
  /** Incremented by every change of the draft, so that concurrent edits are detected. */
  edition: z.int(),
  current: z.nullable(versionView),
  draft: z.nullable(
    z.object({
      version: versionView,
      content: policyDraft,
      /** SHA-256 of the content, which an approval contains. */
      contentHash: z.string(),
      ...draftClauses,
      files: z.array(comparedFile),
    }),
  ),
  /** The version in force, with which the draft is compared, and whose clauses it may take back; null: there is none. */
  inForce: z.nullable(
    z.object({
      terms: draftTerms,
      departments: namedDepartments,
      people: z.array(memberRef),
      clauses: policyDraft.shape.clauses,
    }),
  ),
  history: z.array(versionView),
  /** The request to retire the policy, and who confirmed it; null: not requested. */
  retirement: z.nullable(
    z.object({
      by: memberRef,
      at: instant,
      reason: z.string(),
      confirmed: z.nullable(z.object({ by: memberRef, at: instant })),
    }),
  ),
  /** Members who may approve the version in review, or confirm the retirement; empty if there is nobody else. */
  reviewers: z.array(memberRef),
  allowed: z.array(
    z.enum([
      'edit',
      'submit',
      'discard',
      'approve',
      'send_back',
      'publish',
      // Publishing a version that nobody has to sign again.
      'waive',
      'start',
      'retire',
      'confirm_retirement',
      'decline_retirement',
    ]),
  ),
  departments: namedDepartments,
  /** The people named in the audience. */
  people: z.array(memberRef),
  /** Ids of all clauses ever published, which new clauses must not reuse. */
  clauseIds: z.array(z.string()),
})
export type PolicyEditView = z.infer<typeof policyEditView>

export const draftSaveBody = z.strictObject({ edition: wholeNumber(0), content: policyDraft })
export type DraftSaveBody = z.infer<typeof draftSaveBody>

export const accessGateBody = z.strictObject({ isOn: z.boolean(), version: wholeNumber(0) })
export type AccessGateBody = z.infer<typeof accessGateBody>

export const editionBody = z.strictObject({ edition: wholeNumber(0) })

/** What was approved: the hash of the content on the approver's screen. */
export const approveBody = z.strictObject({
  edition: wholeNumber(0),
  contentHash: sha256Text,
  comment: z._default(plainLines(500), ''),
})
export type ApproveBody = z.infer<typeof approveBody>

export const draftPreviewBody = z.strictObject({ content: policyDraft })

/** A step that needs a reason: returning a version, and requesting or declining a retirement. */
export const reasonedStepBody = z.strictObject({
  edition: wholeNumber(0),
  reason: plainLines(500).check(z.minLength(1, { error: 'text.required' })),
})
export type ReasonedStepBody = z.infer<typeof reasonedStepBody>

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
