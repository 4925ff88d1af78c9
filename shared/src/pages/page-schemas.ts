import * as z from 'zod/mini'
import { roles } from '../identity/actor.ts'
import { idSchema } from '../kernel/ids.ts'
import { groupForm, requestedGroup } from '../groups/group-schemas.ts'
import { policyTask } from '../policies/policy-schemas.ts'
import { activeDelegations } from '../delegations/delegation-schemas.ts'
import { helpPhones } from '../lost-device/lost-device-schemas.ts'
import { memberRef, memberWithDepartment } from '../directory/member-ref.ts'
import { requestedValues, infoChangeForm } from '../info-change/info-change-form.ts'
import { approverContact } from '../requests/model/request-form.ts'
import { requestSummary, requestView } from '../requests/request-schemas.ts'

export const me = z.object({
  ...memberWithDepartment.shape,
  roles: z.array(z.enum(roles)),
  /**
   * Whether lost-device cases of other members can reach this member: they or one of their delegators administer a department or
   * belong to the management department.
   */
  seesLostDeviceCases: z.boolean(),
  /** Whether this member administers a department. Those of a delegator do not count: the pages about their people refuse a delegate. */
  isDeptAdmin: z.boolean(),
  /** Whether requests of other members can reach this member as approver. */
  approvesRequests: z.boolean(),
  /** Part of the key of browser storage (drafts), so that members on one device do not share it. */
  corpId: z.string(),
  agentId: z.int(),
})
export type Me = z.infer<typeof me>

/** What the directory shows of the caller, their guardians who accepted, and the numbers of their receipts and sign-ins. */
export const myCard = z.object({
  fields: infoChangeForm.shape.fields,
  guardians: z.array(memberRef),
  /** Number of members who are asked to be guardians and have not answered. Servers up to 0.18.0 do not count these. */
  askedGuardians: z.optional(z.int()),
  receipts: z.optional(z.int()),
  sessions: z.optional(z.int()),
})
export type MyCard = z.infer<typeof myCard>

const waitingCount = z.object({ count: z.int(), oldestAt: z.nullable(z.string()) })

/** A reported phone that this member decides about within minutes. Times are ISO. */
const urgentCase = z.object({
  id: idSchema('request'),
  /** The person, as the reporter named them. */
  name: z.string(),
  reporter: z.string(),
  /** The reporter's office phone; empty when unknown. */
  phone: z.string(),
  reportedAt: z.string(),
  decideUntil: z.string(),
  /**
   * Names of whom the app calls next: the deputies at `deputiesAt`, and at `decideUntil` the next on call. `onCall`: once
   * that call was made, the person called last.
   */
  deputies: z.array(z.string()),
  deputiesAt: z.string(),
  onCall: z.nullable(z.string()),
})
export type UrgentCase = z.infer<typeof urgentCase>

/** The nearest department admin, who decides the member's requests first unless they are away. */
const myAdmin = z.object({ ...memberRef.shape, ...approverContact.shape, isDeputy: z.boolean() })

export const homeView = z.object({
  /** `byHand`, `stopped`, `proposals` and `apiKeys` are tasks of ops, and empty for other members. */
  waiting: z.object({
    approvals: waitingCount,
    byHand: waitingCount,
    /** Dead letters. */
    stopped: waitingCount,
    /**
     * Own requests that were returned or need a manual step in WeCom. `first`: the one waiting longest; `why`: who
     * returned it, and what they wrote, either of which may be empty; absent: it was not returned.
     */
    own: z.extend(waitingCount, { first: z.nullable(idSchema('request')), why: z.optional(z.array(z.string())) }),
    /** Requests to become a guardian. */
    guardians: waitingCount,
    /**
     * Lost-device cases in which the member acts next. `first`: the one waiting longest. `careLeft`: remaining aftercare
     * steps of the member's own restored account or phone change; null when another case waits.
     */
    lost: z.extend(waitingCount, {
      first: z.nullable(idSchema('request')),
      careLeft: z.nullable(z.object({ count: z.int(), isPlanned: z.boolean() })),
      /** Reports that this member decides about within minutes, the longest waiting first. */
      urgent: z.array(urgentCase),
      /**
       * The report on which another person ordered the lock last, shown for some minutes after that; null: none. `at`: when it
       * was ordered. `isLocked`: whether WeCom confirmed it; a server of 0.18.0 does not send it.
       */
      taken: z.nullable(
        z.object({
          id: idSchema('request'),
          name: z.string(),
          by: z.string(),
          at: z.string(),
          isLocked: z.optional(z.boolean()),
        }),
      ),
    }),
    /** Campaigns in which the member confirms their data. `first`: the one that ends first. */
    confirmations: z.extend(waitingCount, { first: z.nullable(idSchema('campaign')) }),
    /** Groups in which the member acts next: charter, review, owner offer or report. */
    groups: z.extend(waitingCount, { first: z.nullable(idSchema('group')) }),
    /** Policy versions in which the member acts next: approve, revise or publish. */
    versions: z.extend(waitingCount, { first: z.nullable(idSchema('policy')) }),
    /** Unanswered questions about policies, for compliance and ops. `first`: the policy of the oldest question. */
    questions: z.extend(waitingCount, { first: z.nullable(idSchema('policy')) }),
    /** Problems that the member forwards or answers next, and answers to their own feedback that they judge. */
    feedback: z.extend(waitingCount, { first: z.nullable(idSchema('feedback')) }),
    /** Incidents in which the member acts next. `first`: the oldest that they handle; null: they only answer as a reporter. */
    incidents: z.extend(waitingCount, { first: z.nullable(idSchema('incident')) }),
    /** The yearly confirmation of how the member keeps their account: 1 while it is asked for. */
    custody: waitingCount,
    /** Role grants that WeCom proposed and ops must confirm or end. */
    proposals: waitingCount,
    /** API keys without a responsible member, for ops to take over or revoke. */
    apiKeys: waitingCount,
    /** Policies to sign, the most urgent first. */
    policies: z.array(policyTask),
  }),
  /** Policy whose board the member may view; null when there is none. */
  watchedPolicy: z.nullable(idSchema('policy')),
  running: z.object({ count: z.int(), items: z.array(requestSummary) }),
  /** Delegations active today in which the member is delegator or delegate. */
  delegations: activeDelegations,
  admin: z.nullable(myAdmin),
  /** Guardians who accepted. */
  guardians: z.array(memberRef),
})
export type HomeView = z.infer<typeof homeView>

/** A returned request for an information change, and the form to revise it. */
export const resubmissionView = z.object({
  request: requestView,
  form: infoChangeForm,
  /** Initial values of the fields. */
  asked: requestedValues,
})
export type ResubmissionView = z.infer<typeof resubmissionView>

/** A returned request for a group, and the form to revise it. */
export const groupResubmission = z.object({
  request: requestView,
  form: groupForm,
  asked: requestedGroup,
})
export type GroupResubmission = z.infer<typeof groupResubmission>

/** Reasons of a refused sign-in. */
export const refusalReasons = [
  'outsider',
  'disabled',
  'not_activated',
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
  /** Code that the member reads out to ops, who find it in the log. */
  helpCode: z.string(),
  retryTo: z.string(),
  /** On-call contacts, for a member whose account is locked. */
  help: z.optional(helpPhones),
  /** Number of the independent contact for incidents, for the same members. */
  incidentPhone: z.optional(z.string()),
})
export type RefusalView = z.infer<typeof refusalView>

/** Parameters of WeCom's login panel, and a plain link as fallback. */
const panelView = z.object({
  corpId: z.string(),
  agentId: z.int(),
  redirectUri: z.string(),
  state: z.string(),
  plainUrl: z.string(),
})
export type PanelView = z.infer<typeof panelView>

/** Outcome of WeCom's second factor (二次验证). */
export type SecondFactorView =
  | { outcome: 'passed' | 'refused' | 'stale' | 'again' | 'busy' | 'unavailable' }
  | { outcome: 'wecom_refused'; errcode: number }
