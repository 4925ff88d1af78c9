import * as z from 'zod/mini'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { lineOfText, storableText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { declineReason, declineReasonNames } from './decline-reasons.ts'
import { groupCommands } from './group-flow.ts'
import {
  goneReasons,
  groupOrigins,
  groupStates,
  memberReasons,
  reportOutcomes,
  reportRecipients,
  violationKinds,
} from './group-states.ts'

const instant = z.string()
const person = z.object({ userid: z.string(), name: z.string() })
const seated = z.object({ ...person.shape, department: z.array(z.string()) })

/** A group that may be the one that is meant. */
const similarGroup = z.object({
  id: idSchema('group'),
  name: z.string(),
  owner: person,
  memberCount: z.int(),
  /** How this person comes in: at once, since it is his department's; by asking its owner; he asked; he is in it; he heard a no lately. */
  join: z.enum(['now', 'ask', 'asked', 'inside', 'no', 'later']),
  /** With `later`: from when on. */
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
  deputy: z.nullable(person),
})

/** The form: what the templates bring, by which rules the name is made, who decides. */
export const groupForm = z.object({
  department: z.string(),
  owner: person,
  templates: z.array(formTemplate),
  rules: z.object({ separator: z.string(), saysDepartment: z.boolean(), bannedWords: z.array(z.string()) }),
  largeFrom: z.int(),
  deciders: z.array(z.object({ ...person.shape, because: z.string(), onBehalfOf: z.nullable(person) })),
  /** How many more this person may ask for today. */
  leftToday: z.int(),
  /** WeCom lets this app make no groups: they are made by hand, and the form says so. */
  isByHand: z.boolean(),
  isPartner: z.boolean(),
})
export type GroupForm = z.infer<typeof groupForm>

/** What was asked for, as whoever decides sees it. */
export const groupAsked = z.object({
  name: z.string(),
  parts: z.array(z.object({ role: z.string(), text: z.string() })),
  separator: z.string(),
  purpose: z.string(),
  expiresOn: z.string(),
  deputy: person,
  members: z.array(z.object({ ...seated.shape, sponsor: z.nullable(person) })),
  isAcrossDepartments: z.boolean(),
  isLarge: z.boolean(),
  similar: z.array(z.object({ id: idSchema('group'), name: z.string(), owner: person, memberCount: z.int() })),
  /** The group that came of it. */
  made: z.nullable(z.object({ id: idSchema('group'), missing: z.array(person) })),
  /** Whether this viewer may say that it was made by hand. */
  mayTick: z.boolean(),
  /** Who has to make it, what is in the way; null: nothing. */
  trouble: z.nullable(z.string()),
})
export type GroupAsked = z.infer<typeof groupAsked>

const summary = {
  id: idSchema('group'),
  name: z.string(),
  state: z.enum(groupStates),
  origin: z.enum(groupOrigins),
  owner: person,
  deputy: z.nullable(person),
  memberCount: z.int(),
  goneCount: z.int(),
  createdAt: instant,
  expiresOn: z.nullable(z.string()),
  isReviewOpen: z.boolean(),
  isLate: z.boolean(),
  isVacant: z.boolean(),
  /** Declared by its owner, and not taken for one of the department's. */
  isDeclined: z.boolean(),
  isApplying: z.boolean(),
}
const groupSummary = z.object(summary)
export type GroupSummary = z.infer<typeof groupSummary>

const drifted = z.object({
  ...seated.shape,
  why: z.enum(goneReasons),
  at: instant,
  reason: z.enum(memberReasons),
  /** Already decided: he goes once WeCom shows it, or somebody ticks it off. */
  isLeaving: z.boolean(),
  isDeputy: z.boolean(),
})
export type DriftedMember = z.infer<typeof drifted>

const declined = z.object({
  code: z.enum(declineReasonNames),
  text: z.string(),
  clause: z.string(),
  by: person,
  at: instant,
})

export const groupView = z.object({
  ...summary,
  purpose: z.string(),
  department: z.array(z.string()),
  requestId: z.nullable(idSchema('request')),
  version: z.int(),
  charter: z.object({ signedAt: z.nullable(instant), signedBy: z.nullable(person), dueAt: z.nullable(instant) }),
  review: z.object({
    openedAt: z.nullable(instant),
    closeBy: z.nullable(instant),
    lastAt: z.nullable(instant),
    nextOn: z.string(),
  }),
  /** Whose reason is gone. */
  drifted: z.array(drifted),
  /** Of the others, how many belong why. */
  standing: z.object({ department: z.int(), project: z.int(), guest: z.int() }),
  members: z.array(z.object({ ...seated.shape, reason: z.enum(memberReasons), since: instant })),
  /** Whom WeCom did not take in. */
  missing: z.array(person),
  trouble: z.nullable(z.string()),
  lookedAt: z.nullable(instant),
  restoreUntil: z.nullable(instant),
  nextOwner: z.nullable(person),
  offeredTo: z.array(person),
  /** What has to be done by hand in WeCom; empty: nothing. */
  checklist: z.array(z.object({ what: z.enum(['remove', 'owner', 'name']), text: z.string() })),
  reports: z.array(
    z.object({
      id: idSchema('groupReport'),
      what: z.enum(violationKinds),
      at: instant,
      to: z.enum(reportRecipients),
      /** Null: nobody has answered it yet. */
      outcome: z.nullable(z.enum(reportOutcomes)),
    }),
  ),
  /** Who asks to be let in. */
  wishes: z.array(z.object({ ...seated.shape, at: instant })),
  /** Why it was not accepted, by whom and when; null: it was, or nobody has said. */
  declined: z.nullable(declined),
  allowed: z.array(z.enum(groupCommands)),
  /** To whom this viewer may report something: never to themselves. */
  reportTo: z.array(z.enum(reportRecipients)),
  /** Whether this viewer owns it. */
  isOwn: z.boolean(),
  /** Who would stay if it were archived now; empty for whoever may not do that. */
  stays: z.array(person),
  /** Until when the last decision about members can be taken back; null: nothing to take back. */
  undoUntil: z.nullable(instant),
})
export type GroupView = z.infer<typeof groupView>
/** As it is kept: who declined it by his userid. */
export type StoredDecline = Omit<z.infer<typeof declined>, 'by'> & { by: string }

/** The registry: one's own groups, those offered, and those one answers for, twenty a page. */
export const groupList = z.object({
  /** Reviews that their owners let go by and that went up to this person. */
  late: z.array(groupSummary),
  own: z.array(groupSummary),
  offered: z.array(groupSummary),
  /** Null: this person answers for no department. */
  below: z.nullable(z.object({ items: z.array(groupSummary), next: z.nullable(z.string()) })),
  mayDeclare: z.boolean(),
})
export type GroupList = z.infer<typeof groupList>
export const groupListQuery = z.strictObject({ after: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,200}$/))) })

const version = wholeNumber(1)
export const versionBody = z.strictObject({ version })

/** Every person whose reason is gone, one way or the other. */
export const reviewBody = z.strictObject({
  version,
  remove: z.array(useridSchema).check(z.maxLength(2000)),
  keep: z.array(useridSchema).check(z.maxLength(2000)),
})
export type ReviewBody = z.output<typeof reviewBody>

const REASON = 60
export const renewBody = z.strictObject({
  version,
  reason: lineOfText(REASON).check(z.minLength(1, { error: 'reason.empty' })),
})
export type RenewBody = z.output<typeof renewBody>

export const takeBody = z.strictObject({ accept: z.boolean() })
export const violationBody = z.strictObject({ to: z.enum(reportRecipients), what: z.enum(violationKinds) })
export type ViolationBody = z.output<typeof violationBody>
export const outcomeBody = z.strictObject({ outcome: z.enum(reportOutcomes) })
export const acceptanceBody = z.discriminatedUnion('accept', [
  z.strictObject({ version, accept: z.literal(true) }),
  z.strictObject({ version, accept: z.literal(false), reason: declineReason }),
])
export type AcceptanceBody = z.output<typeof acceptanceBody>
export const admitBody = z.strictObject({ userid: useridSchema, admit: z.boolean() })
/** Members of a group who could be its deputy, as many as a page shows. */
export const deputies = z.object({ items: z.array(seated) })
export type Deputies = z.infer<typeof deputies>
export const deputyBody = z.strictObject({ version, deputyId: useridSchema })

/** A group made by hand, told us by its owner. */
export const declarationBody = z.strictObject({
  name: lineOfText(50).check(z.minLength(1, { error: 'reason.empty' })),
  purpose: lineOfText(REASON).check(z.minLength(1, { error: 'reason.empty' })),
  deputyId: z.nullable(useridSchema),
  members: z.array(useridSchema).check(z.maxLength(500)),
})
export type DeclarationBody = z.output<typeof declarationBody>
