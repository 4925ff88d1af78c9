import { setTimeout as delay } from 'node:timers/promises'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import type { CrashEnvironment } from './crash-environment.ts'
import { crashClientOf } from './crash-client.ts'
import { retryUntilAnswered } from './retry-until-answered.ts'
import { type Fact, violationsIn } from './violations.ts'

/** The member of the management department who reports the device, unlocks the account and closes the case. */
const OPS = 'chenhaiyan'
const ADMIN = 'limin'
const POLL_MS = 50

/** Creates a member's API client, whose requests go to the instances in turn. */
function phoneOf(environment: CrashEnvironment, userid: string) {
  const { get, send } = crashClientOf(environment)
  return {
    get: <Body>(path: string) => get<Body>(userid, path),
    post: <Body>(path: string, body: unknown, key?: string) => send<Body>(userid, path, body, key),
  }
}
type Phone = ReturnType<typeof phoneOf>

export type LostDeviceScenario = { id: string; subjectId: string; seqBefore: number; claims: string[] }

/** Polls the case and records every claim that is false at that time, until the returned function is called. */
export function watchClaims(
  environment: CrashEnvironment,
  phone: Phone,
  scenario: LostDeviceScenario,
): () => Promise<void> {
  let isStopped = false
  const watch = async () => {
    while (!isStopped) {
      const view = await phone.get<LostCase>(`/api/lost-device/cases/${scenario.id}`).catch(() => null)
      if (view) scenario.claims.push(...untrueClaimsOf(environment, scenario, view))
      await delay(POLL_MS)
    }
  }
  const watching = watch()
  return async () => {
    isStopped = true
    await watching
  }
}

const updateCallsOf = (environment: CrashEnvironment, { subjectId, seqBefore }: LostDeviceScenario, enable: 0 | 1) =>
  environment.platform.state.calls.filter(
    ({ seq, path, body }) =>
      seq > seqBefore &&
      path === '/cgi-bin/user/update' &&
      (body as { userid?: string; enable?: number }).userid === subjectId &&
      (body as { enable?: number }).enable === enable,
  )

function untrueClaimsOf(
  environment: CrashEnvironment,
  scenario: LostDeviceScenario,
  { at, phase }: LostCase,
): string[] {
  const isDisabled = environment.platform.state.directory.members[scenario.subjectId]?.enable === 0
  const isAnswered = updateCallsOf(environment, scenario, 0).some(({ errcode }) => errcode === 0)
  return [
    ...(at.sent !== null && !isAnswered ? ['shown as sent, but no call succeeded'] : []),
    ...(phase === 'locked' && !isDisabled ? ['shown as locked, but the account is enabled'] : []),
  ]
}

export async function reportLostDevice(
  environment: CrashEnvironment,
  subjectId: string,
  index: number,
): Promise<LostDeviceScenario> {
  const phone = phoneOf(environment, OPS)
  const seqBefore = environment.platform.state.seq
  const body = {
    subjectId,
    label: subjectId,
    why: 'lost',
    lastSeenAt: new Date(environment.nowMs() - 600_000).toISOString(),
    note: `第${String(index)}次`,
  }
  const id = await retryUntilAnswered(environment, 'report', async () => {
    const key = `lost-run-${String(index)}`
    const response = await phone.post<{ id: string }>('/api/lost-device/reports', body, key)
    if (response.status === 200 || response.status === 201) return response.body.id
    throw new Error(`${String(response.status)} ${JSON.stringify(response.body)}`)
  })
  return { id, subjectId, seqBefore, claims: [] }
}

/** Creates the client of an admin, who sees the case. */
export const viewerOf = (environment: CrashEnvironment) => phoneOf(environment, ADMIN)

/** Has the account unlocked by two people and closes the case, so that a later scenario can use the same member. */
export async function recoverDevice(environment: CrashEnvironment, { id }: LostDeviceScenario): Promise<void> {
  const [admin, ops] = [phoneOf(environment, ADMIN), phoneOf(environment, OPS)]
  const view = () => retryUntilAnswered(environment, 'view', () => ops.get<LostCase>(`/api/lost-device/cases/${id}`))
  const perform = (phone: Phone, command: string, isDone: (lostCase: LostCase) => boolean, more = {}) =>
    retryUntilAnswered(environment, command, async () => {
      const lostCase = await view()
      if (isDone(lostCase)) return true
      const { status, body } = await phone.post(`/api/lost-device/cases/${id}/${command}`, {
        version: lostCase.version,
        ...more,
      })
      if (status === 200) return true
      throw new Error(`${command} got ${String(status)} ${JSON.stringify(body)}`)
    })
  await perform(admin, 'found', ({ at }) => at.recovery !== null)
  await perform(admin, 'identity', ({ at }) => at.identity !== null, { channel: 'phone' })
  await perform(ops, 'unlock', ({ phase }) => phase !== 'identity_ok')
  await environment.settle()
  await perform(ops, 'aftercare', ({ phase }) => phase === 'closed', { done: ['password', 'device', 'pc'] })
}

/**
 * Compares the recorded effects of the simulated WeCom with the case. `restartedAtMs`: when the killed server was up again.
 * Returns the violations, and how many seconds the lock took.
 */
export async function findLostDeviceViolations(
  environment: CrashEnvironment,
  scenario: LostDeviceScenario,
  restartedAtMs: number,
) {
  const effects = environment.platform.state.effects.filter(
    (entry) => entry.seq > scenario.seqBefore && 'userid' in entry && entry.userid === scenario.subjectId,
  )
  const count = (effect: string) => effects.filter((entry) => entry.effect === effect).length
  const [row] = await environment.database.query<{
    phase: string
    ordered: string
    dead: number
    confirmations: number
    doubled: number
  }>(
    `select phase, ordered_at::text as ordered,
       (select count(*)::int from outbox where dead_at is not null) as dead,
       (select count(*)::int from request_events where request_id = '${scenario.id}' and type = 'lock_confirmed') as confirmations,
       (select count(*)::int from (select userid from notices where object_id = '${scenario.id}' and event = 'device.locked'
          group by userid having count(*) > 1) as twice) as doubled
     from lost_cases where request_id = '${scenario.id}'`,
  )
  const calls = updateCallsOf(environment, scenario, 0)
  const first = calls.find(({ errcode }) => errcode === 0) ?? calls.at(0)
  // The time counts from the end of the last call that failed: the app cannot lock while WeCom fails.
  const failed = environment.platform.state.calls
    .filter(({ seq, fault, at }) => seq > scenario.seqBefore && fault !== null && at < (first?.at ?? 0))
    .map(({ at, ms }) => at + ms)
  // It also counts from the restart of a server that was killed after the report was accepted.
  const lastRestartAtMs = environment.restartedAtMs() < (first?.at ?? 0) ? environment.restartedAtMs() : 0
  const dueAtMs = Math.max(Date.parse(row!.ordered), restartedAtMs, lastRestartAtMs, ...failed)
  const seconds = first ? Math.max(0, (first.at - dueAtMs) / 1000) : Number.POSITIVE_INFINITY
  const facts: Fact[] = [
    ['disables', count('member.disable'), 1],
    ['enables', count('member.enable'), 1],
    ['phase', row!.phase, 'closed'],
    ['confirmations of the lock', row!.confirmations, 1],
    ['people with two notices', row!.doubled, 0],
    ['dead letters', row!.dead, 0],
    ['untrue claims', [...new Set(scenario.claims)].join('; '), ''],
  ]
  return { violations: violationsIn(facts), seconds }
}
