import { setTimeout as delay } from 'node:timers/promises'
import type { FailPointName } from '@desk/server/ports/fail-points'
import { until } from '../../lib/wait-until.ts'
import { findMember } from '../../wecom-simulator/directory.ts'
import type { FaultPlan } from '../../wecom-simulator/faults.ts'
import { type CrashEnvironment, settleAfterKill } from '../crash-environment.ts'
import { crashClientOf } from '../crash-client.ts'
import { adminOf, staffOf } from '../desk-company.ts'
import { itemAt } from '../item-at.ts'
import { retryUntilAnswered } from '../retry-until-answered.ts'
import { violationIf } from '../violations.ts'

/**
 * One run of a scenario. `turn` is its number among the runs of this scenario, which determines its faults and kills; `person`
 * is a member of `DEPARTMENT` whom no other run uses.
 */
export type AccountRun = { environment: CrashEnvironment; index: number; turn: number; person: string }

/** Two people of HR, and the lead of the management department; `accounts.run.ts` inserts their roles. */
export const HR = staffOf(0, 0)
export const SECOND_HR = adminOf(0, 'b')
export const LEAD = adminOf(0, 'a')

/** The department of the people whose accounts end, of their heirs and of their sponsor. */
export const DEPARTMENT = 1
export const HEIR = staffOf(DEPARTMENT, 0)
export const COLLEAGUE = staffOf(DEPARTMENT, 1)
const COLLEAGUES = 2

/** Returns the number of members of each department, without its admins, for this many runs. */
export const staffFor = (runs: number): number[] => [1, COLLEAGUES + runs, 0]
export const personOf = (nth: number): string => staffOf(DEPARTMENT, COLLEAGUES + nth)

/** Returns the pair of a turn. Every pair comes once before one comes again. */
export const pairAt = <First, Second>(firsts: readonly First[], seconds: readonly Second[], turn: number) =>
  [itemAt(firsts, turn), itemAt(seconds, (turn % firsts.length) + Math.floor(turn / firsts.length))] as const

/** Returns the ways in which a change of an account, and the reading after it, may fail; null: neither fails. */
export const faultsOf = (endpoint: string): readonly (FaultPlan | null)[] => [
  null,
  { endpoint, kind: 'done-then-dropped', times: 1 },
  { endpoint, kind: 'errcode', errcode: -1, times: 2 },
  { endpoint: 'user/get', kind: 'drop', times: 2 },
  { endpoint, kind: 'drop', times: 1 },
  { endpoint, kind: 'http', status: 502, times: 1 },
  { endpoint, kind: 'kill-tokens', errcode: 42001, times: 1 },
  { endpoint, kind: 'errcode', errcode: 45009, times: 1 },
  { endpoint, kind: 'done-then-dropped', times: 3 },
  { endpoint, kind: 'timeout', ms: 6_000, times: 1 },
]

/** Longer than a job that runs every ten seconds takes on two instances that are killed and wait for WeCom. */
const REACHED_MS = 90_000

/** Runs due jobs until the query returns a row: some jobs run every ten seconds of real time. `state` is named on a time-out. */
export const settleUntil = (environment: CrashEnvironment, state: string, query: string): Promise<boolean> =>
  until(
    state,
    async () => {
      await environment.settle()
      return (await environment.database.query(query)).length > 0 ? true : null
    },
    REACHED_MS,
  )

/** Acts while WeCom has this fault and the next instance that reaches the point is killed; then waits for all jobs. */
export async function underFault(
  environment: CrashEnvironment,
  { fault, point }: { fault: FaultPlan | null; point: FailPointName },
  act: () => Promise<unknown>,
): Promise<void> {
  if (fault) environment.addFault(fault)
  environment.arm({ point, nth: 1 })
  await act()
  await settleAfterKill(environment)
  environment.clearFaults()
  environment.arm(null)
  await settleAfterKill(environment)
}

/** Sends a command, which may be repeated, until it succeeds. */
export const sendUntilDone = (
  environment: CrashEnvironment,
  { by, path, body, key }: { by: string; path: string; body: unknown; key?: string },
): Promise<boolean> =>
  retryUntilAnswered(environment, path, async () => {
    const { status, body: answer } = await crashClientOf(environment).send(by, path, body, key)
    if (status === 200) return true
    throw new Error(`${String(status)} ${JSON.stringify(answer)}`)
  })

/** A state of the account that the database shows while `query` returns a row, and whether WeCom shows it. */
type Claim = { state: string; query: string; isTrue: () => boolean }

const POLL_MS = 50

/** Acts, and returns the claims that were false when they were read. */
export async function whileWatching(
  environment: CrashEnvironment,
  claims: readonly Claim[],
  act: () => Promise<void>,
): Promise<string[]> {
  const found = new Set<string>()
  let isStopped = false
  const watch = async () => {
    while (!isStopped) {
      for (const { state, query, isTrue } of claims) {
        const rows = await environment.database.query(query).catch(() => [])
        if (rows.length > 0 && !isTrue()) found.add(`shown as ${state} before WeCom showed it`)
      }
      await delay(POLL_MS)
    }
  }
  const watching = watch()
  try {
    await act()
  } finally {
    isStopped = true
    await watching
  }
  return [...found]
}

export const isEnabled = ({ environment, person }: AccountRun): boolean =>
  findMember(environment.platform.state.directory, person)?.enable === 1

/** Lists these changes of the person's account that the app made in WeCom. */
export const changesOf = (
  { environment, person }: AccountRun,
  effect: 'member.disable' | 'member.enable' | 'member.delete' | 'member.update',
) =>
  environment.platform.state.effects.filter(
    (entry) =>
      entry.effect === effect &&
      'userid' in entry &&
      entry.userid === person &&
      'by' in entry &&
      entry.by === 'contacts',
  )

/** Finds a change that WeCom or the app does not record exactly once, or that the app records earlier than WeCom. */
export async function findRecordViolations(
  run: AccountRun,
  { effect, action, object }: { effect: Parameters<typeof changesOf>[1]; action: string; object: string },
): Promise<string[]> {
  const made = changesOf(run, effect)
  const records = await run.environment.database.query<{ at: string }>(
    `select at from audit_entries where action = '${action}' and object = '${object}'`,
  )
  const madeAt = made[0]?.at ?? Number.POSITIVE_INFINITY
  return [
    ...violationIf(made.length !== 1, `${effect} happened ${String(made.length)} times`),
    ...violationIf(records.length !== 1, `${String(records.length)} records of ${action}`),
    ...violationIf(
      records.some(({ at }) => new Date(at).getTime() < madeAt),
      `${action} was recorded before it was done`,
    ),
  ]
}

/** Finds contradictions in an account: a closed one is disabled and suspended and has no session; any other can be used. */
export async function findAccountViolations(run: AccountRun, { isClosed }: { isClosed: boolean }): Promise<string[]> {
  const { environment, person } = run
  const [row] = await environment.database.query<{ sessions: number; suspensions: number }>(
    `select (select count(*)::int from sessions where userid = '${person}' and ended_at is null) as sessions,
       (select count(*)::int from account_suspensions where userid = '${person}' and ended_at is null) as suspensions`,
  )
  const { sessions, suspensions } = row!
  return [
    ...violationIf(isEnabled(run) === isClosed, isClosed ? 'left enabled' : 'left disabled'),
    ...violationIf(isClosed && sessions > 0, `${String(sessions)} sessions are left`),
    ...violationIf(suspensions !== (isClosed ? 1 : 0), `suspended for ${String(suspensions)} causes`),
  ]
}

/** Finds people who were notified twice of the event, and recipients who were not notified. */
export async function findNoticeViolations(
  environment: CrashEnvironment,
  { event, about, recipients }: { event: string; about: string; recipients: readonly string[] },
): Promise<string[]> {
  const rows = await environment.database.query<{ userid: string; count: number }>(
    `select userid, count(*)::int as count from notices where event = '${event}' and object_id like '${about}:%'
       group by userid`,
  )
  const twice = rows.filter(({ count }) => count > 1).map(({ userid }) => userid)
  const missing = recipients.filter((userid) => !rows.some((row) => row.userid === userid))
  return [
    ...violationIf(twice.length > 0, `${event}: ${twice.join()} notified twice`),
    ...violationIf(missing.length > 0, `${event}: ${missing.join()} not notified`),
  ]
}

const topics = ['accounts.close.prove', 'accounts.close.urgent', 'partner.disable', 'partner.enable']

/** Finds jobs about the person's account that are pending, or became dead letters. */
export async function findJobViolations({ environment, person }: AccountRun): Promise<string[]> {
  const rows = await environment.database.query<{ topic: string }>(
    `select topic from outbox where done_at is null and payload->>'userid' = '${person}'
       and topic in (${topics.map((topic) => `'${topic}'`).join()})`,
  )
  return rows.map(({ topic }) => `${topic} is left`)
}
