import { z } from 'zod'
import { findMember, isSameUserid } from '../directory.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { isMemberVisible } from '../visibility.ts'
import type { Protection } from '../protection.ts'
import type { SimulatorContext } from '../simulator-context.ts'

const DAY_S = 86_400
const nowS = (context: SimulatorContext) => Math.floor(context.clock.nowMs() / 1000)

const requireFunction = (
  { state }: SimulatorContext,
  name: 'operationLog' | 'adminLog' | 'deviceManagement' | 'mailboxes' | 'customerContact',
): Protection => {
  if (!state.protection[name]) refuse(state.protection.notAvailableCode)
  return state.protection
}

const requireMember = (context: SimulatorContext, userid: string): string => {
  const member = findMember(context.state.directory, userid)
  if (!member) return refuse(60111)
  if (!isMemberVisible(context.state, 'agent', member)) return refuse(context.state.switches.outOfRangeCode)
  return member.userid
}

const deviceType = z.union([z.literal(1), z.literal(2), z.literal(3)])
const mailboxOption = z.looseObject({ type: z.number().int(), value: z.string() })

const logQuery = z.looseObject({
  start_time: z.number().int(),
  end_time: z.number().int(),
  userid: z.string().optional(),
  oper_type: z.number().int().optional(),
  cursor: z.string().optional(),
  limit: z.number().int().min(1).max(400).optional(),
})

/**
 * Returns a page of the rows of a log within the period. Refuses a period (60267) that is shorter than a second, longer
 * than seven days, begins more than 180 days ago or does not end before now (doc 100178).
 */
const pageOfLog = <Row extends { time: number; userid: string; oper_type: number }>(
  context: SimulatorContext,
  rows: readonly Row[],
  query: z.infer<typeof logQuery>,
) => {
  const { start_time: from, end_time: to } = query
  if (from >= to || to - from > 7 * DAY_S || from < nowS(context) - 180 * DAY_S || to >= nowS(context))
    return refuse(60267)
  const matching = rows.filter(
    ({ time, userid, oper_type }) =>
      time >= from &&
      time <= to &&
      (query.userid === undefined || isSameUserid(userid, query.userid)) &&
      (query.oper_type === undefined || oper_type === query.oper_type),
  )
  const start = query.cursor ? Number(query.cursor) : 0
  const end = start + (query.limit ?? 400)
  const has_more = end < matching.length
  return { has_more, next_cursor: has_more ? String(end) : '', record_list: matching.slice(start, end) }
}

const logEndpoints = [
  post('security/member_oper_log/list', {
    token: 'agent',
    body: logQuery,
    handle: ({ context, body }) => {
      const { operations } = requireFunction(context, 'operationLog')
      const { record_list, ...page } = pageOfLog(context, operations, body)
      return { ...page, record_list: record_list.map((row) => ({ ...row, detail_info: '' })) }
    },
  }),
  post('security/admin_oper_log/list', {
    token: 'agent',
    body: logQuery,
    handle: ({ context, body }) => pageOfLog(context, requireFunction(context, 'adminLog').adminOperations, body),
  }),
]

const deviceEndpoints = [
  post('security/trustdevice/get_by_user', {
    token: 'agent',
    body: z.looseObject({ last_login_userid: z.string(), type: deviceType }),
    handle: ({ context, body }) => {
      const { devices } = requireFunction(context, 'deviceManagement')
      const userid = requireMember(context, body.last_login_userid)
      const memberDevices = devices.filter((device) => device.type === body.type && isSameUserid(device.userid, userid))
      return {
        device_list: memberDevices.map(({ device_code, pc_name }) => ({
          device_code,
          system: 'Windows',
          pc_name,
          last_login_userid: userid,
          status: 5,
        })),
      }
    },
  }),
  post('security/trustdevice/delete', {
    token: 'agent',
    body: z.looseObject({ type: deviceType, device_code_list: z.array(z.string()).min(1).max(100) }),
    handle: ({ context, body }) => {
      const protection = requireFunction(context, 'deviceManagement')
      const deleted = protection.devices.filter(
        ({ type, device_code }) => type === body.type && body.device_code_list.includes(device_code),
      )
      protection.devices = protection.devices.filter((device) => !deleted.includes(device))
      for (const { device_code, userid } of deleted)
        context.record({ effect: 'device.delete', device: device_code, userid })
      return {}
    },
  }),
]

const customerEndpoints = [
  get('externalcontact/list', {
    token: 'agent',
    query: z.looseObject({ userid: z.string() }),
    handle: ({ context, query }) => {
      const { customers } = requireFunction(context, 'customerContact')
      const userid = requireMember(context, query.userid)
      const own = customers.filter((customer) => isSameUserid(customer.userid, userid))
      return own.length > 0 ? { external_userid: own.map(({ external_userid }) => external_userid) } : refuse(84061)
    },
  }),
]

const mailboxEndpoints = [
  post('exmail/account/act_email', {
    token: 'agent',
    body: z.looseObject({ userid: z.string(), type: z.union([z.literal(1), z.literal(2)]) }),
    handle: ({ context, body }) => {
      const userid = requireMember(context, body.userid)
      const { mailboxState } = requireFunction(context, 'mailboxes')
      const before = mailboxState[userid] ?? { enabled: true, imap: true, pop: true }
      const enabled = body.type === 1
      mailboxState[userid] = { ...before, enabled }
      if (before.enabled !== enabled) context.record({ effect: enabled ? 'mailbox.enable' : 'mailbox.disable', userid })
      return {}
    },
  }),
  post('exmail/useroption/update', {
    token: 'agent',
    body: z.looseObject({ userid: z.string(), option: z.looseObject({ list: z.array(mailboxOption) }) }),
    handle: ({ context, body }) => {
      const userid = requireMember(context, body.userid)
      const { mailboxState } = requireFunction(context, 'mailboxes')
      const before = mailboxState[userid] ?? { enabled: true, imap: true, pop: true }
      const valueOf = (type: number, current: boolean) => {
        const option = body.option.list.find((candidate) => candidate.type === type)
        return option ? option.value === '1' : current
      }
      mailboxState[userid] = { ...before, imap: valueOf(2, before.imap), pop: valueOf(3, before.pop) }
      return {}
    },
  }),
]

export const protectionEndpoints = [...logEndpoints, ...deviceEndpoints, ...customerEndpoints, ...mailboxEndpoints]
