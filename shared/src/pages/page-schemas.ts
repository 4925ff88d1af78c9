import * as z from 'zod/mini'
import { auditPage } from '../audit/audit-schemas.ts'
import { calendarView } from '../calendar/calendar-schemas.ts'
import { directoryHealth } from '../directory/directory-schemas.ts'
import { roles } from '../identity/actor.ts'
import { idSchema } from '../kernel/ids.ts'
import { sessionList } from '../identity/session-schemas.ts'
import { messageTextList } from '../notices/message-text-schemas.ts'
import { outboxHealth } from '../outbox/outbox-schemas.ts'
import { myDataSummary } from '../privacy/my-data.ts'
import { groupForm, groupList, groupView } from '../groups/group-schemas.ts'
import { groupRulesView } from '../groups/group-rules.ts'
import { policyEditView, policyList } from '../policies/authoring-schemas.ts'
import { boardView, partnerList, peopleView } from '../policies/board-schemas.ts'
import { myPolicies, myReceipts, policyReadingView, policyTask, receiptView } from '../policies/policy-schemas.ts'
import { privacyView } from '../privacy/retention.ts'
import { approvalsPage } from '../requests/approval-schemas.ts'
import { activeDelegations, delegationList } from '../requests/delegation-schemas.ts'
import { infoFields } from '../requests/kinds/info-change.ts'
import {
  infoChangeForm,
  memberWithDepartment,
  requestPage,
  requestSummary,
  requestView,
} from '../requests/request-schemas.ts'
import { manualSheet } from '../requests/kinds/info-change-schemas.ts'
import {
  dutyView,
  guardianList,
  helpPhones,
  lostBoard,
  lostCase,
  lostForm,
} from '../requests/kinds/lost-device-schemas.ts'
import { apiKeysView } from '../settings/api-key-schemas.ts'
import { checkView } from '../settings/check-schemas.ts'
import { fieldSettings } from '../settings/field-schemas.ts'
import { settingsHub } from '../settings/hub-schemas.ts'
import { rolesView } from '../settings/role-schemas.ts'

export const me = z.object({
  ...memberWithDepartment.shape,
  roles: z.array(z.enum(roles)),
  /** Whether requests of other people can reach this person. */
  isDecider: z.boolean(),
  /** Keys what the browser keeps (drafts), so that two people on one phone never meet. */
  corpId: z.string(),
  agentId: z.int(),
})
export type Me = z.infer<typeof me>

const waitingCount = z.object({ count: z.int(), oldestAt: z.nullable(z.string()) })

export const homeView = z.object({
  /** `byHand` and `stopped` are the management department's: nobody else has anything there. */
  waiting: z.object({
    approvals: waitingCount,
    byHand: waitingCount,
    /** Effects and messages that were given up, and wait for somebody to look. */
    stopped: waitingCount,
    /** Of one's own requests: sent back, or to be done in WeCom by oneself; the one that waits longest is named. */
    own: z.extend(waitingCount, { first: z.nullable(idSchema('request')) }),
    /** Colleagues who ask this person to be their guardian. */
    guardians: waitingCount,
    /** Lost devices in which this person acts next; the one that waits longest is named. */
    /** `careLeft`: of one's own account, restored, or of a change of phone; what is left to do. Null: something else waits. */
    lost: z.extend(waitingCount, {
      first: z.nullable(idSchema('request')),
      careLeft: z.nullable(z.object({ count: z.int(), isPlanned: z.boolean() })),
    }),
    /** Groups in which this person acts next: a charter, a review, an offer, something reported. */
    groups: z.extend(waitingCount, { first: z.nullable(idSchema('group')) }),
    /** Versions of policies in which this person acts next: to approve, to mend, to publish. */
    versions: z.extend(waitingCount, { first: z.nullable(idSchema('policy')) }),
    /** Questions about policies that nobody has answered, the management department's; the policy of the oldest is named. */
    questions: z.extend(waitingCount, { first: z.nullable(idSchema('policy')) }),
    /** Policies to be signed, the most urgent first. */
    policies: z.array(policyTask),
  }),
  /** The policy whose board this person watches; null: none, or not his to watch. */
  watchedPolicy: z.nullable(idSchema('policy')),
  running: z.object({ count: z.int(), items: z.array(requestSummary) }),
  /** Who decides in whose place today, as far as this person is one of the two. */
  delegations: activeDelegations,
})
export type HomeView = z.infer<typeof homeView>

/** What was sent back, and the form to mend it in. */
export const resubmissionView = z.object({
  request: requestView,
  form: infoChangeForm,
  /** What the fields begin with. */
  asked: z.array(z.object({ name: z.enum([...infoFields, 'departmentId', 'effectiveOn']), value: z.string() })),
})
export type ResubmissionView = z.infer<typeof resubmissionView>

/** The same of a request for a group. */
export const groupResubmission = z.object({
  request: requestView,
  form: groupForm,
  asked: z.object({
    template: z.string(),
    topic: z.string(),
    purpose: z.string(),
    deputyId: z.string(),
    members: z.array(z.object({ userid: z.string(), name: z.string() })),
  }),
})
export type GroupResubmission = z.infer<typeof groupResubmission>

/** Why somebody is not let in. `code` is what he tells the person who helps. */
export const refusalReasons = [
  'outsider',
  'disabled',
  'not_activated',
  'left',
  'out_of_range',
  'code_used',
  'state_missing',
  'state_foreign',
  'state_old',
  'other_person',
  'wecom_unavailable',
  'busy',
  'locked',
] as const
export type SignInRefusal = (typeof refusalReasons)[number]
const refusalView = z.object({
  reason: z.enum(refusalReasons),
  helpCode: z.string(),
  retryTo: z.string(),
  /** Whom to call, for a member whose account is shut. */
  help: z.optional(helpPhones),
})
export type RefusalView = z.infer<typeof refusalView>

/** What the login panel of WeCom's own making needs, and a plain link for where it does not open. */
const panelView = z.object({
  corpId: z.string(),
  agentId: z.int(),
  redirectUri: z.string(),
  state: z.string(),
  plainUrl: z.string(),
})
export type PanelView = z.infer<typeof panelView>

/** What the first response carries: the page's own data, so that nothing is asked for twice. */
const bootPage = z.discriminatedUnion('name', [
  z.object({ name: z.literal('home'), data: homeView }),
  z.object({ name: z.literal('requests'), data: requestPage }),
  z.object({ name: z.literal('approvals'), data: approvalsPage }),
  z.object({ name: z.literal('request'), data: requestView }),
  z.object({ name: z.literal('info-change'), data: infoChangeForm }),
  z.object({ name: z.literal('group-create'), data: groupForm }),
  z.object({ name: z.literal('group-resubmission'), data: groupResubmission }),
  z.object({ name: z.literal('groups'), data: groupList }),
  z.object({ name: z.literal('group'), data: z.nullable(groupView) }),
  z.object({ name: z.literal('group-declare'), data: z.null() }),
  z.object({ name: z.literal('settings-groups'), data: groupRulesView }),
  z.object({ name: z.literal('resubmission'), data: resubmissionView }),
  z.object({ name: z.literal('delegations'), data: delegationList }),
  z.object({ name: z.literal('settings'), data: settingsHub }),
  z.object({ name: z.literal('settings-roles'), data: rolesView }),
  z.object({ name: z.literal('settings-check'), data: checkView }),
  z.object({ name: z.literal('settings-api-keys'), data: apiKeysView }),
  z.object({ name: z.literal('audit'), data: auditPage }),
  z.object({ name: z.literal('me'), data: z.null() }),
  z.object({ name: z.literal('my-sessions'), data: sessionList }),
  z.object({ name: z.literal('claim-ops'), data: z.null() }),
  z.object({ name: z.literal('panel'), data: panelView }),
  z.object({ name: z.literal('my-data'), data: myDataSummary }),
  z.object({ name: z.literal('privacy'), data: privacyView }),
  z.object({ name: z.literal('settings-outbox'), data: outboxHealth }),
  z.object({ name: z.literal('settings-calendar'), data: calendarView }),
  z.object({ name: z.literal('settings-texts'), data: messageTextList }),
  z.object({ name: z.literal('settings-directory'), data: directoryHealth }),
  z.object({ name: z.literal('settings-fields'), data: fieldSettings }),
  z.object({ name: z.literal('request-sheet'), data: manualSheet }),
  z.object({ name: z.literal('lost-device'), data: lostForm }),
  z.object({ name: z.literal('lost-case'), data: lostCase }),
  z.object({ name: z.literal('lost-board'), data: lostBoard }),
  z.object({ name: z.literal('guardians'), data: guardianList }),
  z.object({ name: z.literal('settings-on-call'), data: dutyView }),
  z.object({
    name: z.literal('second-factor'),
    data: z.object({ outcome: z.enum(['passed', 'refused', 'stale', 'again', 'busy', 'unavailable']) }),
  }),
  z.object({ name: z.literal('policies'), data: myPolicies }),
  z.object({ name: z.literal('policy'), data: policyReadingView }),
  z.object({ name: z.literal('receipts'), data: myReceipts }),
  z.object({ name: z.literal('receipt'), data: receiptView }),
  z.object({ name: z.literal('policy-board'), data: boardView }),
  z.object({ name: z.literal('policy-people'), data: peopleView }),
  z.object({ name: z.literal('settings-policies'), data: policyList }),
  z.object({ name: z.literal('policy-edit'), data: policyEditView }),
  z.object({ name: z.literal('settings-partners'), data: partnerList }),
  z.object({ name: z.literal('refusal'), data: refusalView }),
  z.object({ name: z.literal('not-found'), data: z.null() }),
  z.object({ name: z.literal('error'), data: z.object({ requestId: z.string() }) }),
])
export type BootPage = z.infer<typeof bootPage>
export type PageName = BootPage['name']

const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** `now` is the server's clock at rendering: relative times must read the same on both sides of hydration. */
export type Boot = {
  me: Me | null
  page: BootPage
  language: Language
  theme: 'light' | 'dark' | 'auto'
  mode: 'normal' | 'care'
  now: string
}

export { pagePaths } from './page-paths.ts'
