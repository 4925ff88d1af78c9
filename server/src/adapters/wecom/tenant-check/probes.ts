import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import type { Wecom } from '../../../ports/wecom.ts'
import type { AuthorizedCalls } from '../authorized-calls.ts'
import { unknownGroupCodes } from '../group-chats.ts'
import { get, post } from '../http-call.ts'
import { UNKNOWN_USERID } from '../inspect-app.ts'
import * as wire from '../wire.ts'
import type { TokenHolder } from './observed-calls.ts'
import { forbiddenCodes } from '../../../kernel/app-error.ts'

/** What earlier probes found, for the calls that need an existing department or member. */
type Samples = { departmentId?: number; userid?: string }

export type ProbeContext = { wecom: Omit<Wecom, 'clockSkewMs'>; calls: AuthorizedCalls; samples: Samples; now: Date }

export type Probe = {
  api: string
  token: TokenHolder
  /** What the call reads, as a phrase for the report: "one member". */
  reads: string
  /** Whether the client expects an answer. */
  isAnswered: boolean
  /** The codes that the client handles, as a refusal that is part of normal operation. */
  codes: readonly number[]
  /** Items of docs/wecom-unsure.md that the outcome decides. */
  settles: readonly string[]
  run(context: ProbeContext): Promise<unknown>
}

/** No earlier call found what this one needs. */
export class MissingSampleError extends Error {}

function requireSample<Sample>(sample: Sample | undefined): Sample {
  if (sample === undefined) throw new MissingSampleError()
  return sample
}

/** A sign-in code, a group, a number and an address that cannot exist. */
const NO_CODE = 'desk-tenant-check-no-code'
const NO_GROUP = 'desktenantcheck0'
const NO_MOBILE = '10000000000'
const NO_EMAIL = 'desk-tenant-check@nobody.invalid'

/** Codes for an invalid sign-in code: the documentation shows the first, and lists the others (doc 90313). */
const invalidCodeCodes: readonly number[] = [40029, 42003, 42022]
/** Codes of 二次验证 that is not set up for this member or company (doc 90313). */
const secondFactorCodes: readonly number[] = [...invalidCodeCodes, ...wire.notAvailableCodes, 40208, 40209, 40210]

/** The end of the period must be in the past at WeCom (doc 100178), whose clock may be up to a minute behind. */
const END_MARGIN_MS = MINUTE_MS + 5 * SECOND_MS
const lastHour = (now: Date) => ({
  from: new Date(now.getTime() - HOUR_MS),
  to: new Date(now.getTime() - END_MARGIN_MS),
})

/** The calls, in this order; each only reads. They go through the client, so that its own schemas are compared. */
export const probes: readonly Probe[] = [
  {
    api: 'agent/get',
    token: 'app',
    reads: 'the settings of the app',
    ...answered(),
    run: ({ wecom }) => wecom.describeApp(),
  },
  {
    api: 'agent/get_workbench_template',
    token: 'app',
    reads: 'the type of the workbench tile',
    ...answered(),
    run: ({ wecom }) => wecom.getTileType(),
  },
  {
    api: 'department/list',
    token: 'app',
    reads: 'the departments in the visible range',
    ...answered(),
    async run({ wecom, samples }) {
      const [first] = await wecom.listDepartments()
      if (first) samples.departmentId = first.id
    },
  },
  {
    api: 'user/list_id',
    token: 'contacts',
    reads: 'the userids of a few members',
    ...answered(),
    async run({ calls, samples }) {
      const { dept_user } = await calls.asContacts(post('user/list_id', { limit: 10 }), wire.memberIdsAnswer)
      const [first] = dept_user
      if (first) Object.assign(samples, { userid: first.userid, departmentId: first.department })
    },
  },
  {
    api: 'user/list',
    token: 'app',
    reads: 'the members of one department',
    ...answered(),
    async run({ wecom, samples }) {
      const [first] = await wecom.listMembers(requireSample(samples.departmentId))
      if (first) samples.userid = first.userid
    },
  },
  {
    api: 'user/get',
    token: 'app',
    reads: 'one member',
    ...answered(wire.memberNotVisibleCodes),
    settles: ['W-13', 'A-40'],
    run: async ({ wecom, samples }) => wecom.findMember(requireSample(samples.userid)),
  },
  {
    api: 'user/get',
    token: 'contacts',
    reads: 'the same member with the contacts secret',
    ...answered(wire.contactsReadCodes),
    settles: ['W-02'],
    run: async ({ calls, samples }) =>
      calls.asContacts(get('user/get', { userid: requireSample(samples.userid) }), wire.memberAnswer),
  },
  {
    api: 'user/get',
    token: 'app',
    reads: 'a userid that does not exist',
    ...refused(wire.memberNotVisibleCodes),
    settles: ['A-12'],
    run: ({ wecom }) => wecom.findMember(UNKNOWN_USERID),
  },
  {
    api: 'user/getuserid',
    token: 'app',
    reads: 'the owner of a number that no one has',
    ...refused(wire.ownerNotFoundCodes),
    settles: ['A-18'],
    run: ({ wecom }) => wecom.findOwner('mobile', NO_MOBILE),
  },
  {
    api: 'user/get_userid_by_email',
    token: 'app',
    reads: 'the owner of an address that no one has',
    ...refused(wire.ownerNotFoundCodes),
    settles: ['A-18'],
    run: ({ wecom }) => wecom.findOwner('email', NO_EMAIL),
  },
  {
    api: 'auth/getuserinfo',
    token: 'app',
    reads: 'a sign-in code that does not exist',
    ...refused(invalidCodeCodes),
    run: ({ wecom }) => wecom.identityByCode(NO_CODE),
  },
  {
    api: 'auth/get_tfa_info',
    token: 'app',
    reads: 'a code of 二次验证 that does not exist',
    ...refused(secondFactorCodes),
    settles: ['A-20'],
    run: ({ wecom }) => wecom.secondFactorOf(NO_CODE),
  },
  {
    api: 'get_jsapi_ticket',
    token: 'app',
    reads: 'a ticket for page signatures',
    ...answered(),
    run: ({ wecom }) => wecom.jsapiTicket('corp'),
  },
  {
    api: 'ticket/get',
    token: 'app',
    reads: 'a ticket for page signatures of the app',
    ...answered(),
    run: ({ wecom }) => wecom.jsapiTicket('agent'),
  },
  {
    api: 'get_jsapi_ticket',
    token: 'contacts',
    reads: 'the same ticket with the contacts secret',
    ...answered(forbiddenCodes),
    settles: ['W-01'],
    run: ({ calls }) => calls.asContacts(get('get_jsapi_ticket'), wire.ticketAnswer),
  },
  {
    api: 'appchat/get',
    token: 'app',
    reads: 'a group that does not exist',
    ...refused([...unknownGroupCodes, ...forbiddenCodes]),
    settles: ['W-36'],
    run: ({ wecom }) => wecom.findGroup(NO_GROUP),
  },
  {
    api: 'security/member_oper_log/list',
    token: 'app',
    reads: 'the operations of one member in the last hour',
    ...answered(wire.notAvailableCodes),
    run: async ({ wecom, samples, now }) => wecom.listOperations(requireSample(samples.userid), lastHour(now)),
  },
  {
    api: 'security/admin_oper_log/list',
    token: 'app',
    reads: 'what admins did in the console in the last hour',
    ...answered(wire.notAvailableCodes),
    run: async ({ wecom, now }) => wecom.listAdminOperations(lastHour(now)),
  },
  {
    api: 'security/trustdevice/get_by_user',
    token: 'app',
    reads: 'the trusted devices of one member',
    ...answered(wire.notAvailableCodes),
    run: async ({ wecom, samples }) => wecom.listTrustedDevices(requireSample(samples.userid)),
  },
  {
    api: 'externalcontact/list',
    token: 'app',
    reads: 'the customers of one member, of whom only the number is kept',
    ...answered([...wire.notAvailableCodes, wire.NO_CUSTOMERS_CODE]),
    settles: ['A-50'],
    run: async ({ wecom, samples }) => wecom.countCustomers(requireSample(samples.userid)),
  },
]

function answered(codes: readonly number[] = []) {
  return { isAnswered: true, codes, settles: [] as readonly string[] }
}

function refused(codes: readonly number[]) {
  return { isAnswered: false, codes, settles: [] as readonly string[] }
}
