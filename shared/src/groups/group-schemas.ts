import * as z from 'zod/mini'
import { memberRef, memberWithDepartment } from '../directory/member-ref.ts'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { lineOfText, storableText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { declineReason, declineReasonNames } from './decline-reasons.ts'
import { groupCommands } from './group-flow.ts'
import { GROUP_TEXT_MAX } from './group-limits.ts'
import {
  goneReasons,
  groupOrigins,
  groupStates,
  groupTaskOwners,
  memberReasons,
  reporterSeenBy,
  reportOutcomes,
  reportRecipients,
  violationKinds,
} from './group-states.ts'
import { instant } from '../kernel/instant.ts'
import { expectedAnswer } from '../requests/model/request-form.ts'

/** The chat in WeCom, for its members; null: created manually, or not a member. */
const chatId = z.nullable(z.string())

/** An existing group that may serve instead. */
const similarGroup = z.object({
  id: idSchema('group'),
  name: z.string(),
  owner: memberRef,
  memberCount: z.int(),
  /**
   * How the person can join: `now`, a group of their department; `ask`, by a request to the owner; `asked`, the request
   * is open; `inside`, already a member; `no`, not possible; `later`, declined recently.
   */
  join: z.enum(['now', 'ask', 'asked', 'inside', 'no', 'later']),
  /** With `later`: from when they may request again. */
  askAgainAt: z.nullable(instant),
})
export type SimilarGroup = z.infer<typeof similarGroup>
export const similarQuery = z.strictObject({ topic: storableText.check(z.maxLength(200)) })
export const similarGroups = z.object({ items: z.array(similarGroup) })

const formTemplate = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  saysUntil: z.boolean(),
  expiresOn: z.string(),
  deputy: z.nullable(memberRef),
})

/** Requested values as the form holds them. */
export const requestedGroup = z.object({
  template: z.string(),
  topic: z.string(),
  purpose: z.string(),
  deputyId: z.string(),
  members: z.array(memberRef),
})
export type RequestedGroup = z.infer<typeof requestedGroup>

/** Data of the form: templates, naming rules, approvers. */
export const groupForm = z.object({
  department: z.string(),
  owner: memberRef,
  templates: z.array(formTemplate),
  rules: z.object({
    separator: z.string(),
    saysDepartment: z.boolean(),
    isTopicFirst: z.boolean(),
    bannedWords: z.array(z.string()),
  }),
  largeFrom: z.int(),
  /** Names of chats that this person has, for the preview in the chat list. */
  neighbours: z.array(z.string()),
  deciders: z.array(z.object({ ...memberRef.shape, because: z.string(), onBehalfOf: z.nullable(memberRef) })),
  /** Null: nobody is asked. */
  answer: z.nullable(expectedAnswer),
  /** How many more groups this person may request today. */
  leftToday: z.int(),
  /** Whether WeCom does not let this app create groups: they are created manually, and the form states it. */
  isByHand: z.boolean(),
  isPartner: z.boolean(),
  /** Values of an earlier request of the member, to submit them again; null: not asked for. */
  again: z.nullable(z.object({ id: idSchema('request'), asked: requestedGroup })),
})
export type GroupForm = z.infer<typeof groupForm>

/** The requested group, as approvers see it. */
export const groupRequestView = z.object({
  name: z.string(),
  parts: z.array(z.object({ role: z.string(), text: z.string() })),
  separator: z.string(),
  purpose: z.string(),
  expiresOn: z.string(),
  deputy: memberRef,
  /** Number of the requested members, without the owner. */
  memberCount: z.int(),
  /** The first of them; all for those who create the group manually. */
  members: z.array(z.object({ ...memberWithDepartment.shape, sponsor: z.nullable(memberRef) })),
  isAcrossDepartments: z.boolean(),
  isLarge: z.boolean(),
  similar: z.array(z.object({ id: idSchema('group'), name: z.string(), owner: memberRef, memberCount: z.int() })),
  /** The group created from the request. */
  made: z.nullable(z.object({ id: idSchema('group'), missing: z.array(memberRef), chatId })),
  /** Whether this viewer may confirm that the group was created manually. */
  mayTick: z.boolean(),
  /** Cause that prevents the creation, shown to the people who create the group; null: none. */
  trouble: z.nullable(z.string()),
})
export type GroupRequestView = z.infer<typeof groupRequestView>

const summary = {
  id: idSchema('group'),
  name: z.string(),
  state: z.enum(groupStates),
  origin: z.enum(groupOrigins),
  owner: memberRef,
  deputy: z.nullable(memberRef),
  memberCount: z.int(),
  goneCount: z.int(),
  createdAt: instant,
  expiresOn: z.nullable(z.string()),
  isReviewOpen: z.boolean(),
  isLate: z.boolean(),
  isVacant: z.boolean(),
  /** Declared by its owner and not accepted by the department. */
  isDeclined: z.boolean(),
  isApplying: z.boolean(),
}
export const groupSummary = z.object(summary)
export type GroupSummary = z.infer<typeof groupSummary>

const drifted = z.object({
  ...memberWithDepartment.shape,
  why: z.enum(goneReasons),
  at: instant,
  reason: z.enum(memberReasons),
  /** Removal is decided: the member leaves once WeCom shows it or the checklist is completed. */
  isLeaving: z.boolean(),
  isDeputy: z.boolean(),
})
export type DriftedMember = z.infer<typeof drifted>

const declined = z.object({
  code: z.enum(declineReasonNames),
  text: z.string(),
  clause: z.string(),
  by: memberRef,
  at: instant,
})

export const groupView = z.object({
  ...summary,
  purpose: z.string(),
  department: z.array(z.string()),
  requestId: z.nullable(idSchema('request')),
  chatId,
  version: z.int(),
  charter: z.object({ signedAt: z.nullable(instant), signedBy: z.nullable(memberRef), dueAt: z.nullable(instant) }),
  review: z.object({
    openedAt: z.nullable(instant),
    lastAt: z.nullable(instant),
    nextOn: z.string(),
  }),
  /** Members whose reason for membership no longer applies. */
  drifted: z.array(drifted),
  /** Number of the other members by reason. */
  standing: z.object({ department: z.int(), project: z.int(), guest: z.int() }),
  members: z.array(z.object({ ...memberWithDepartment.shape, reason: z.enum(memberReasons), since: instant })),
  /** Members whom WeCom did not add. */
  missing: z.array(memberRef),
  trouble: z.nullable(z.string()),
  lookedAt: z.nullable(instant),
  restoreUntil: z.nullable(instant),
  nextOwner: z.nullable(memberRef),
  offeredTo: z.array(memberRef),
  /** Manual tasks in WeCom; empty: none. */
  checklist: z.array(z.object({ what: z.enum(['remove', 'add', 'owner', 'name']), text: z.string() })),
  reports: z.array(
    z.object({
      id: idSchema('groupReport'),
      what: z.enum(violationKinds),
      at: instant,
      to: z.enum(reportRecipients),
      /** Null: not answered yet. */
      outcome: z.nullable(z.enum(reportOutcomes)),
    }),
  ),
  /** Open join requests. */
  wishes: z.array(z.object({ ...memberWithDepartment.shape, at: instant })),
  /** Why, by whom and when the group was rejected; null: it was accepted or is undecided. */
  declined: z.nullable(declined),
  allowed: z.array(z.enum(groupCommands)),
  /** To whom this viewer may report a violation: never to themselves. */
  reportTo: z.array(z.enum(reportRecipients)),
  /** Who may see the name in a report to the management department. Nobody sees the name in one to the owner. */
  reporterSeenBy: z.enum(reporterSeenBy),
  /** Whether this viewer is the owner. */
  isOwn: z.boolean(),
  /** People who would stay if the group were archived now; empty for viewers who may not archive it. */
  stays: z.array(memberRef),
  /** Until when the last review can be undone; null: nothing to undo. */
  undoUntil: z.nullable(instant),
})
export type GroupView = z.infer<typeof groupView>
/** Stored form: `by` is the userid of the person who rejected it. */
export type StoredDecline = Omit<z.infer<typeof declined>, 'by'> & { by: string }

/** The registry: own groups, offered groups, and those the person is responsible for, 20 per page. */
export const groupList = z.object({
  /** The groups in which the person acts next in the requested role; the other lists are empty then. Null: not requested. */
  waiting: z.nullable(z.array(groupSummary)),
  /** Overdue reviews that were escalated to this person. */
  late: z.array(groupSummary),
  own: z.array(groupSummary),
  offered: z.array(groupSummary),
  /** Null: the person is responsible for no department. */
  below: z.nullable(z.object({ items: z.array(groupSummary), next: z.nullable(z.string()) })),
})
export type GroupList = z.infer<typeof groupList>
export const groupListQuery = z.strictObject({
  after: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,200}$/))),
  waiting: z.optional(z.enum(groupTaskOwners)),
})
export type GroupListQuery = z.infer<typeof groupListQuery>

const version = wholeNumber(1)
export const versionBody = z.strictObject({ version })

/** Every member whose reason for membership no longer applies, in one of the two lists. */
export const reviewBody = z.strictObject({
  version,
  remove: z.array(useridSchema).check(z.maxLength(2000)),
  keep: z.array(useridSchema).check(z.maxLength(2000)),
})
export type ReviewBody = z.output<typeof reviewBody>

export const renewBody = z.strictObject({
  version,
  reason: lineOfText(GROUP_TEXT_MAX).check(z.minLength(1, { error: 'reason.empty' })),
})
export type RenewBody = z.output<typeof renewBody>

export const takeBody = z.strictObject({ accept: z.boolean() })
export const violationBody = z.strictObject({
  to: z.enum(reportRecipients),
  what: z.enum(violationKinds),
  /** Who may see the name, as the reporter was told. Clients of an earlier release do not send it. */
  seenBy: z.optional(z.enum(reporterSeenBy)),
})
export type ViolationBody = z.output<typeof violationBody>
export const outcomeBody = z.strictObject({ outcome: z.enum(reportOutcomes) })
export const acceptanceBody = z.discriminatedUnion('accept', [
  z.strictObject({ version, accept: z.literal(true) }),
  z.strictObject({ version, accept: z.literal(false), reason: declineReason }),
])
export type AcceptanceBody = z.output<typeof acceptanceBody>
export const admitBody = z.strictObject({ userid: useridSchema, admit: z.boolean() })
/** Members who could be the deputy, as many as fit a page. */
export const deputies = z.object({ items: z.array(memberWithDepartment) })
export type Deputies = z.infer<typeof deputies>
export const deputyBody = z.strictObject({ version, deputyId: useridSchema })

/** A manually created group, declared by its owner. */
export const declarationBody = z.strictObject({
  name: lineOfText(50).check(z.minLength(1, { error: 'reason.empty' })),
  purpose: lineOfText(GROUP_TEXT_MAX).check(z.minLength(1, { error: 'reason.empty' })),
  deputyId: z.nullable(useridSchema),
  members: z.array(useridSchema).check(z.maxLength(500)),
})
export type DeclarationBody = z.output<typeof declarationBody>
