import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import { closingFailPointNames } from '@desk/server/ports/fail-points'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { HR } from './accounts-scenario.ts'
import type { CrashEnvironment } from './crash-environment.ts'
import { crashClientOf } from './crash-client.ts'
import { adminOf, staffOf } from './desk-company.ts'
import { retryUntilAnswered } from './retry-until-answered.ts'

const LEAVER = staffOf(0, 1)
/** Confirms what the other opened; the run inserts the role. */
const CONFIRMER = adminOf(0, 'b')
const TOPIC = 'accounts.close.prove'
const POLL_MS = 50

const onUpdate = { endpoint: 'user/update', times: 1 } as const
const faults: readonly (FaultPlan | null)[] = [
  null,
  { ...onUpdate, kind: 'done-then-dropped' },
  { ...onUpdate, kind: 'errcode', errcode: -1, times: 2 },
  { endpoint: 'user/get', kind: 'drop', times: 2 },
  { ...onUpdate, kind: 'drop' },
  { ...onUpdate, kind: 'http', status: 502 },
  { ...onUpdate, kind: 'kill-tokens', errcode: 42001 },
  { ...onUpdate, kind: 'errcode', errcode: 45009 },
  { ...onUpdate, kind: 'done-then-dropped', times: 3 },
  { ...onUpdate, kind: 'timeout', ms: 6_000 },
]

const view = (environment: CrashEnvironment, id: string): Promise<ClosingView> =>
  crashClientOf(environment).read<ClosingView>(HR, `/api/closings/${id}`)

const isEnabled = (environment: CrashEnvironment): boolean =>
  environment.platform.state.directory.members[LEAVER]?.enable !== 0

async function openEmergency(environment: CrashEnvironment, index: number): Promise<string> {
  return retryUntilAnswered(environment, 'open', async () => {
    const body = { kind: 'emergency', subjectId: LEAVER, reason: `第${String(index)}次` }
    const { status, body: answer } = await crashClientOf(environment).send<{ id: string }>(HR, '/api/closings', body)
    if (status === 200) return answer.id
    // Opened by a call whose response was lost.
    const [open] = await environment.database.query<{ id: string }>(
      `select id from account_closings where subject_id = '${LEAVER}' and ended_at is null`,
    )
    if (status === 409 && open) return open.id
    throw new Error(`${String(status)} ${JSON.stringify(answer)}`)
  })
}

/** Gives a command until the closing is past it. */
async function command(
  environment: CrashEnvironment,
  id: string,
  { by, path, name }: { by: string; path: string; name: 'confirm' | 're_enable' },
): Promise<void> {
  const before = name === 'confirm' ? 'confirming' : 'disabled'
  await retryUntilAnswered(environment, name, async () => {
    const { version, phase } = await view(environment, id)
    if (phase !== before) return true
    const { status } = await crashClientOf(environment).send(by, `/api/closings/${id}/${path}`, { version })
    return status === 200 ? true : null
  })
}

/** Records every claim that is false at the moment of its reading, until the returned function is called. */
function watchClaims(environment: CrashEnvironment, id: string): () => Promise<string[]> {
  const claims = new Set<string>()
  let isStopped = false
  const watch = async () => {
    while (!isStopped) {
      const [row] = await environment.database
        .query<{ phase: string }>(`select phase from account_closings where id = '${id}'`)
        .catch(() => [])
      if (row?.phase === 'disabled' && isEnabled(environment))
        claims.add('shown as disabled, but the account is enabled')
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
  const watching = watch()
  return async () => {
    isStopped = true
    await watching
    return [...claims]
  }
}

async function settle(environment: CrashEnvironment): Promise<void> {
  await environment.settle()
  await environment.whenRestarted()
  await environment.settle()
}

async function findViolations(environment: CrashEnvironment, id: string, seqBefore: number): Promise<string[]> {
  const { phase } = await view(environment, id)
  const disabled = environment.platform.state.effects.filter(
    (one) => one.seq > seqBefore && one.effect === 'member.disable' && one.userid === LEAVER,
  )
  const claims = await environment.database.query<{ at: string }>(
    `select at from audit_entries where action = 'account.close_disabled' and object = '${id}'`,
  )
  const [row] = await environment.database.query<{ waiting: number; doubled: number; sessions: number }>(
    `select (select count(*)::int from outbox where done_at is null and dead_at is null and topic = '${TOPIC}') as waiting,
       (select count(*)::int from (select userid from notices where object_id like '${id}%' and event = 'closing.disabled'
          group by userid having count(*) > 1) as twice) as doubled,
       (select count(*)::int from sessions where userid = '${LEAVER}' and ended_at is null) as sessions`,
  )
  const madeAt = disabled[0]?.at ?? Number.POSITIVE_INFINITY
  const violationIf = (isWrong: boolean, violation: string) => (isWrong ? [violation] : [])
  return [
    ...violationIf(phase !== 'disabled', `ended as ${phase}`),
    ...violationIf(isEnabled(environment), 'left enabled'),
    ...violationIf(claims.length !== 1, `${String(claims.length)} records of the disabling`),
    ...violationIf(
      claims.some(({ at }) => new Date(at).getTime() < madeAt),
      'claimed before it was done',
    ),
    ...violationIf(row!.waiting > 0, `${String(row!.waiting)} jobs are left`),
    ...violationIf(row!.doubled > 0, 'somebody was notified twice'),
    ...violationIf(row!.sessions > 0, `${String(row!.sessions)} sessions are left`),
  ]
}

/** Closes an account in an emergency by two people, and enables it again for the next run. */
export async function closeAccount(environment: CrashEnvironment, index: number): Promise<string[]> {
  await environment.database.query(
    `insert into role_grants (id, userid, role, source, granted_at)
       values ('grt_confirmer', '${CONFIRMER}', 'hr', 'setting', now()) on conflict do nothing`,
  )
  const fault = faults[index % faults.length] ?? null
  const point = closingFailPointNames[(Math.floor(index / faults.length) + index) % closingFailPointNames.length]!
  const seqBefore = environment.platform.state.seq
  const id = await openEmergency(environment, index)
  if (fault) environment.addFault(fault)
  environment.arm({ point, nth: 1 })
  const stopWatching = watchClaims(environment, id)
  await command(environment, id, { by: CONFIRMER, path: 'confirmation', name: 'confirm' })
  await settle(environment)
  environment.clearFaults()
  environment.arm(null)
  await settle(environment)
  const violations = await findViolations(environment, id, seqBefore)
  violations.push(...(await stopWatching()))
  await command(environment, id, { by: HR, path: 're-enabling', name: 're_enable' })
  await settle(environment)
  if (!isEnabled(environment)) violations.push('not enabled again')
  return violations.map((violation) => `closing: ${violation}`)
}
