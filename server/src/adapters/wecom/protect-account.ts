import { SECOND_MS } from '@desk/shared/kernel/durations'
import { z } from 'zod'
import type { AdminOperation, MemberOperation, TrustedDevice, WecomProtection } from '../../ports/wecom-protection.ts'
import { classifyFailure } from '../../outbox/classify-failure.ts'
import { type AuthorizedCalls, nullFor } from './authorized-calls.ts'
import { get, post } from './http-call.ts'
import { logOf, logReader } from './read-log.ts'
import * as wire from './wire.ts'

const deviceTypes = [1, 2, 3] as const
/** Maximum number of devices per deletion (doc 98920); the list of a member has no pages. */
const MAX_DEVICES = 100

const operationsAnswer = logOf(z.object({ time: z.number(), oper_type: z.number(), ip: z.string().default('') }))
const adminOperationsAnswer = logOf(
  z.object({
    time: z.number(),
    // Documented as a number, shown as text (doc 100178).
    userid: z.coerce.string(),
    oper_type: z.number(),
    detail_type: z.number().default(0),
    detail_info: z.string().default(''),
    ip: z.string().default(''),
  }),
)
const devicesAnswer = z.object({ device_list: z.array(z.object({ device_code: z.string() })).default([]) })
const customersAnswer = z.object({ external_userid: z.array(z.string()).default([]) })
const tfaAnswer = z.object({ userid: z.string().min(1), tfa_code: z.string().min(1) })

/** IMAP and POP off (doc 95513). */
const PROTOCOLS_OFF = [2, 3].map((type) => ({ type, value: '0' }))

/**
 * Returns the port's functions that protect an account. `skewMs`: how far this machine's clock is ahead of WeCom's, null
 * when that is not known.
 */
export function protectAccount({ asAgent, asContacts }: AuthorizedCalls, skewMs: () => number | null): WecomProtection {
  const readLog = logReader({ asAgent }, skewMs)

  return {
    async setMemberEnabled(userid, isEnabled) {
      const call = { ...post('user/update', { userid, enable: isEnabled ? 1 : 0 }), isUrgent: true }
      await asContacts(call, wire.emptyAnswer)
    },

    async deleteMember(userid) {
      await asContacts(get('user/delete', { userid }), wire.emptyAnswer)
    },

    listOperations: (userid, span) =>
      orNull(async () => {
        const rows = await readLog('security/member_oper_log/list', operationsAnswer, { ...span, userid })
        return rows
          .map(({ time, oper_type, ip }): MemberOperation => ({ at: atSecond(time), type: oper_type, ip }))
          .sort(byTime)
      }),

    listAdminOperations: (span) =>
      orNull(async () => {
        const rows = await readLog('security/admin_oper_log/list', adminOperationsAnswer, span)
        return rows
          .map((row): AdminOperation => ({
            at: atSecond(row.time),
            operator: row.userid,
            area: row.oper_type,
            detailType: row.detail_type,
            details: row.detail_info,
            ip: row.ip,
          }))
          .sort(byTime)
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
        const codes = devices.filter((device) => device.type === type).map(({ code }) => code)
        for (let start = 0; start < codes.length; start += MAX_DEVICES) {
          const device_code_list = codes.slice(start, start + MAX_DEVICES)
          await asAgent(post('security/trustdevice/delete', { type, device_code_list }), wire.emptyAnswer)
        }
      }
    },

    countCustomers: (userid) =>
      orNull(async () => {
        const call = get('externalcontact/list', { userid })
        const answer = await asAgent(call, customersAnswer).catch(nullFor([wire.NO_CUSTOMERS_CODE]))
        return answer?.external_userid.length ?? 0
      }),

    async closeMailbox(userid) {
      const isClosed = await orFalse(async () => {
        await asAgent(post('exmail/account/act_email', { userid, type: 2 }), wire.emptyAnswer)
      })
      if (!isClosed) return 'unavailable'
      try {
        await asAgent(post('exmail/useroption/update', { userid, option: { list: PROTOCOLS_OFF } }), wire.emptyAnswer)
        return 'closed'
      } catch (error) {
        // The mailbox is disabled, even if its options cannot be changed.
        if (classifyFailure(error).action !== 'give_up') throw error
        return 'protocols_open'
      }
    },

    openMailbox: (userid) =>
      orFalse(async () => {
        await asAgent(post('exmail/account/act_email', { userid, type: 1 }), wire.emptyAnswer)
      }),

    async secondFactorOf(code) {
      // Not limited again: the OAuth code limiter has its own slots.
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

const atSecond = (seconds: number): Date => new Date(seconds * SECOND_MS)
const byTime = (one: { at: Date }, other: { at: Date }): number => one.at.getTime() - other.at.getTime()

/**
 * Returns null when the feature is not enabled for the company, the app or the person: a retry would not change that.
 */
const orNull = <Answer>(call: () => Promise<Answer>): Promise<Answer | null> =>
  call().catch(nullFor(wire.notAvailableCodes))

/** Runs `act`. Returns false when the feature is not available, as `orNull` returns null. */
async function orFalse(act: () => Promise<void>): Promise<boolean> {
  const isDone = await orNull(() => act().then(() => true))
  return isDone ?? false
}
