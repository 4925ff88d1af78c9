import { SECOND_MS } from '@desk/shared/kernel/durations'
import { z } from 'zod'
import type { MemberOperation, TrustedDevice, WecomProtection } from '../../ports/wecom-protection.ts'
import { type AuthorizedCalls, nullFor } from './authorized-calls.ts'
import { get, post } from './http-call.ts'
import * as wire from './wire.ts'

/** Maximum period of one log query (doc 100178). */
const SPAN_S = 7 * 24 * 3600
const PAGE = 400
/** More than a person does in a year; a longer log is cut. */
const MAX_PAGES = 50
const deviceTypes = [1, 2, 3] as const

const operationsAnswer = z.object({
  has_more: z.boolean().default(false),
  next_cursor: z.string().default(''),
  record_list: z.array(z.object({ time: z.number(), oper_type: z.number(), ip: z.string().default('') })).default([]),
})
const devicesAnswer = z.object({ device_list: z.array(z.object({ device_code: z.string() })).default([]) })
const tfaAnswer = z.object({ userid: z.string().min(1), tfa_code: z.string().min(1) })

/** IMAP and POP off (doc 95513). */
const PROTOCOLS_OFF = [2, 3].map((type) => ({ type, value: '0' }))

/** Returns the port's functions that protect an account. */
export function protectAccount({ asAgent, asContacts }: AuthorizedCalls): WecomProtection {
  async function operationsIn(userid: string, from: number, to: number): Promise<MemberOperation[]> {
    const found: MemberOperation[] = []
    let cursor = ''
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const body = { start_time: from, end_time: to, userid, limit: PAGE, ...(cursor === '' ? {} : { cursor }) }
      const answer = await asAgent(post('security/member_oper_log/list', body), operationsAnswer)
      for (const { time, oper_type, ip } of answer.record_list)
        found.push({ at: new Date(time * SECOND_MS), type: oper_type, ip })
      cursor = answer.next_cursor
      if (!answer.has_more || cursor === '') break
    }
    return found
  }

  return {
    async setMemberEnabled(userid, isEnabled) {
      const call = { ...post('user/update', { userid, enable: isEnabled ? 1 : 0 }), isUrgent: true }
      await asContacts(call, wire.emptyAnswer)
    },

    async deleteMember(userid) {
      await asContacts(get('user/delete', { userid }), wire.emptyAnswer)
    },

    listOperations: (userid, { from, to }) =>
      orNull(async () => {
        const [first, last] = [from, to].map((at) => Math.floor(at.getTime() / SECOND_MS)) as [number, number]
        const found: MemberOperation[] = []
        for (let start = first; start <= last; start += SPAN_S)
          found.push(...(await operationsIn(userid, start, Math.min(start + SPAN_S - 1, last))))
        return found
      }),

    listTrustedDevices: (userid) =>
      orNull(async () => {
        const found: TrustedDevice[] = []
        for (const type of deviceTypes) {
          const call = post('security/trustdevice/get_by_user', { last_login_userid: userid, type })
          const { device_list } = await asAgent(call, devicesAnswer)
          found.push(...device_list.map(({ device_code }) => ({ code: device_code, type })))
        }
        return found
      }),

    async deleteTrustedDevices(devices) {
      for (const type of deviceTypes) {
        const device_code_list = devices.filter((device) => device.type === type).map(({ code }) => code)
        if (device_code_list.length === 0) continue
        await asAgent(post('security/trustdevice/delete', { type, device_code_list }), wire.emptyAnswer)
      }
    },

    closeMailbox: (userid) =>
      orFalse(async () => {
        await asAgent(post('exmail/account/act_email', { userid, type: 2 }), wire.emptyAnswer)
        await asAgent(post('exmail/useroption/update', { userid, option: { list: PROTOCOLS_OFF } }), wire.emptyAnswer)
      }),

    openMailbox: (userid) =>
      orFalse(async () => {
        await asAgent(post('exmail/account/act_email', { userid, type: 1 }), wire.emptyAnswer)
      }),

    async secondFactorOf(code) {
      // The queue of the OAuth code limiter has separate places.
      const call = { ...post('auth/get_tfa_info', { code }), isAwaited: true, isUrgent: true }
      const { userid, tfa_code } = await asAgent(call, tfaAnswer)
      return { userid, tfaCode: tfa_code }
    },

    async passSecondFactor(userid, tfaCode) {
      const call = { ...post('user/tfa_succ', { userid, tfa_code: tfaCode }), isAwaited: true }
      await asAgent(call, wire.emptyAnswer)
    },
  }
}

/**
 * Returns null when the feature is not enabled for the company, the app or the person, which a retry would not change.
 */
const orNull = <Answer>(call: () => Promise<Answer>): Promise<Answer | null> =>
  call().catch(nullFor(wire.notAvailableCodes))

const orFalse = async (act: () => Promise<void>): Promise<boolean> =>
  (await orNull(async () => (await act(), true))) ?? false
