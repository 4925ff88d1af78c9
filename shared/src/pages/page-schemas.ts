import * as z from 'zod/mini'
import { roles } from '../identity/actor.ts'
import { idSchema } from '../kernel/ids.ts'
import { groupForm } from '../groups/group-schemas.ts'
import { policyTask } from '../policies/policy-schemas.ts'
import { activeDelegations } from '../requests/delegation-schemas.ts'
import { infoFields } from '../info-change/info-change.ts'
import { helpPhones } from '../lost-device/lost-device-schemas.ts'
import { memberWithDepartment } from '../directory/member-ref.ts'
import { infoChangeForm } from '../info-change/info-change-form.ts'
import { requestSummary, requestView } from '../requests/request-schemas.ts'

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
  /** `byHand`, `stopped`, `proposals` and `apiKeys` are the management department's: nobody else has anything there. */
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
      /** The report that this member decides about within minutes; `decideUntil`: ISO time. */
      urgent: z.nullable(z.object({ id: idSchema('request'), name: z.string(), decideUntil: z.string() })),
    }),
    /** Groups in which this person acts next: a charter, a review, an offer, something reported. */
    groups: z.extend(waitingCount, { first: z.nullable(idSchema('group')) }),
    /** Versions of policies in which this person acts next: to approve, to mend, to publish. */
    versions: z.extend(waitingCount, { first: z.nullable(idSchema('policy')) }),
    /** Questions about policies that nobody has answered, the management department's; the policy of the oldest is named. */
    questions: z.extend(waitingCount, { first: z.nullable(idSchema('policy')) }),
    /** Leaders whom WeCom names and the management department has to confirm, or to end. */
    proposals: waitingCount,
    /** Keys that nobody answers for any more, the management department's to take over or to revoke. */
    apiKeys: waitingCount,
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

/** How it ended at WeCom's 二次验证. */
export type SecondFactorView = { outcome: 'passed' | 'refused' | 'stale' | 'again' | 'busy' | 'unavailable' }
