import { DAY_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import { z } from 'zod'
import type { AdminOperation, MemberOperation, TrustedDevice, WecomProtection } from '../../ports/wecom-protection.ts'
import { classifyFailure } from '../../outbox/classify-failure.ts'
import { type AuthorizedCalls, nullFor } from './authorized-calls.ts'
import { get, post } from './http-call.ts'
import * as wire from './wire.ts'

/** Maximum period of one log query, in seconds (doc 100178). */
const MAX_PERIOD_S = (7 * DAY_MS) / SECOND_MS
const PAGE_SIZE = 400
/** Maximum number of pages of one week of a log: 20,000 rows. The rest of a longer week is not read. */
const MAX_PAGES = 50
const deviceTypes = [1, 2, 3] as const
/** Maximum number of devices per deletion (doc 98920); the list of a member has no pages. */
const MAX_DEVICES = 100

const logOf = <Row extends z.ZodType>(row: Row) =>
  z.object({
    has_more: z.boolean().default(false),
    next_cursor: z.string().default(''),
    record_list: z.array(row).default([]),
  })
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
  /**
   * Converts a time of this machine to seconds of WeCom's clock: the log has WeCom's times, and a period that ends in
   * WeCom's future is refused (doc 100178). WeCom's clock has whole seconds, so the skew is up to a second too large.
   */
  const toWecomSecond = (at: Date): number =>
    Math.floor(at.getTime() / SECOND_MS) - Math.floor((skewMs() ?? 0) / SECOND_MS)

  /**
   * Reads a log in parts of a week, page by page: a page may have fewer rows than requested. Each part is at least one
   * second long (doc 100178). Parts do not overlap, since rows have no ids by which to remove duplicates.
   */
  async function readLog<Row>(
    api: string,
    answer: z.ZodType<{ has_more: boolean; next_cursor: string; record_list: Row[] }>,
    { from, to, ...filter }: { from: Date; to: Date; userid?: string },
  ): Promise<Row[]> {
    const last = toWecomSecond(to)
    const found: Row[] = []
    let start = toWecomSecond(from)
    while (start < last) {
      const end = last - start <= MAX_PERIOD_S ? last : Math.min(start + MAX_PERIOD_S, last - 2)
      let cursor = ''
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const body = {
          start_time: start,
          end_time: end,
          ...filter,
          limit: PAGE_SIZE,
          ...(cursor === '' ? {} : { cursor }),
        }
        const { record_list, has_more, next_cursor } = await asAgent(post(api, body), answer)
        found.push(...record_list)
        cursor = next_cursor
        if (!has_more || cursor === '') break
      }
      start = end + 1
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

    listOperations: (userid, span) =>
      orNull(async () => {
        const rows = await readLog('security/member_oper_log/list', operationsAnswer, { ...span, userid })
        return rows.map(({ time, oper_type, ip }): MemberOperation => ({ at: atSecond(time), type: oper_type, ip }))
      }),

    listAdminOperations: (span) =>
      orNull(async () => {
        const rows = await readLog('security/admin_oper_log/list', adminOperationsAnswer, span)
        return rows
          .map((row): AdminOperation => ({
            at: atSecond(row.time),
            operator: row.userid,
            area: row.oper_type,
            deed: row.detail_type,
            details: row.detail_info,
            ip: row.ip,
          }))
          .sort((one, other) => one.at.getTime() - other.at.getTime())
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
