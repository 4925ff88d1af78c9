import type { FailPointName } from '@desk/server/ports/fail-points'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { findMember } from '../../wecom-simulator/directory.ts'
import { crashClientOf } from '../crash-client.ts'
import { type CrashEnvironment, settleAfterKill } from '../crash-environment.ts'
import { adminOf, departmentId, OPS } from '../desk-company.ts'
import { itemAt } from '../item-at.ts'
import {
  type AccountRun,
  changesOf,
  DEPARTMENT,
  faultsOf,
  findAccountViolations,
  findNoticeViolations,
  HR,
  pairAt,
  sendUntilDone,
  SECOND_HR,
  settleUntil,
  underFault,
  whileWatching,
} from './account-run.ts'
import { violationIf } from '../violations.ts'
import { findTimelineViolations, openClosing, readClosing } from './closing-commands.ts'

const NEW_DEPARTMENT = 2
const faults = faultsOf('user/update')
const earlyPoints = ['closing.committed', 'decide.committed', 'apply.scheduled'] as const
const writePoints: readonly FailPointName[] = [
  'apply.intent_stored',
  'apply.called',
  'apply.read_back',
  'outbox.claimed',
  'outbox.settled',
]

/** One minute after the end of a day, in minutes, and before 9:00, when HR would be notified that the transfer is late. */
const AFTER_MIDNIGHT = 24 * 60 + 1

/**
 * Transfers a person, who administers their department, to another one on the next day. A server is killed while the
 * transfer is opened and decided, and again when it is written.
 */
export async function transferAccount(run: AccountRun): Promise<string[]> {
  try {
    await grantAdministration(run)
    const { id, requestId } = await agreeOnTransfer(run)
    return [...(await takeEffect(run, { id, requestId })), ...(await findViolations(run, id))]
  } finally {
    run.environment.nextDay()
    await settleAfterKill(run.environment)
  }
}

type Transfer = { id: string; requestId: string }

async function agreeOnTransfer({ environment, index, turn, person }: AccountRun): Promise<Transfer> {
  const earlyPoint = itemAt(earlyPoints, turn)
  const armAt = (point: FailPointName) => {
    if (point === earlyPoint) environment.arm({ point, nth: 1 })
  }
  armAt('closing.committed')
  const id = await openClosing(environment, '/api/transfers', {
    subjectId: person,
    effectiveOn: shiftDay(environment.today(), 1),
    departmentId: departmentId(NEW_DEPARTMENT),
    position: `调岗${String(index)}`,
  })
  const requestId = (await readClosing(environment, id)).change?.requestId
  if (!requestId) throw new Error('the transfer has no request')
  armAt('decide.committed')
  await agree(environment, requestId, adminOf(DEPARTMENT, 'a'))
  armAt('apply.scheduled')
  await agree(environment, requestId, OPS)
  environment.arm(null)
  return { id, requestId }
}

async function takeEffect(run: AccountRun, { id, requestId }: Transfer): Promise<string[]> {
  const { environment, turn, person } = run
  const [fault, point] = pairAt(faults, writePoints, turn)
  const isMoved = () =>
    findMember(environment.platform.state.directory, person)?.mainDepartment === departmentId(NEW_DEPARTMENT)
  const claims = [
    {
      state: 'transferred',
      query: `select 1 from account_closings where id = '${id}' and phase in ('moving', 'moved')`,
      isTrue: isMoved,
    },
    { state: 'written', query: `select 1 from requests where id = '${requestId}' and state = 'done'`, isTrue: isMoved },
  ]
  const tooEarly = violationIf(isMoved(), 'transferred before its day')
  const falseClaims = await whileWatching(environment, claims, () =>
    underFault(environment, { fault, point }, async () => {
      environment.advanceTo(AFTER_MIDNIGHT)
      const moved = `select 1 from account_closings where id = '${id}' and phase = 'moved'`
      await settleUntil(environment, 'the transfer', moved)
    }),
  )
  return [...tooEarly, ...falseClaims]
}

async function grantAdministration({ environment, index, person }: AccountRun): Promise<void> {
  const now = `'${new Date(environment.nowMs()).toISOString()}'`
  await environment.database.query(
    `insert into role_grants (id, userid, role, department_id, source, granted_at, confirmed_at) values
       ('grt_run${String(index)}', '${person}', 'dept_admin', ${String(departmentId(DEPARTMENT))}, 'setting', ${now}, ${now})`,
  )
}

/** Agrees to every field. A repeated decision has the same key, so it counts once. */
async function agree(environment: CrashEnvironment, id: string, by: string): Promise<void> {
  const path = `/api/requests/${id}`
  const { version, seenHash, changes } = await crashClientOf(environment).read<RequestView>(by, path)
  const fields = Object.fromEntries(changes.map(({ field }) => [field, { verdict: 'agree' }]))
  const body = { version, seenHash, fields }
  await sendUntilDone(environment, { by, path: `${path}/decision`, body, key: `agree-${id}-${by}` })
  await settleAfterKill(environment)
}

async function findViolations(run: AccountRun, id: string): Promise<string[]> {
  const { environment, person } = run
  const written = (field: string) =>
    changesOf(run, 'member.update').filter((entry) => 'field' in entry && entry.field === field).length
  const [row] = await environment.database.query<{ grants: number; records: number }>(
    `select (select count(*)::int from role_grants where userid = '${person}' and ended_at is null) as grants,
       (select count(*)::int from audit_entries where action = 'account.close_completed' and object = '${id}') as records`,
  )
  return [
    ...(await findTimelineViolations(environment, id, {
      phase: 'moved',
      once: ['opened', 'in_effect', 'completed'],
      never: ['late', 'change_refused', 'disabling', 'cancelled'],
    })),
    ...['department', 'position'].flatMap((field) =>
      violationIf(written(field) !== 1, `${field} was written ${String(written(field))} times`),
    ),
    ...violationIf(changesOf(run, 'member.disable').length > 0, 'the account was disabled'),
    ...violationIf(row!.grants > 0, 'the role in the former department is left'),
    ...violationIf(row!.records !== 1, `${String(row!.records)} records of the transfer`),
    ...(await findAccountViolations(run, { isClosed: false })),
    ...(await findNoticeViolations(environment, {
      event: 'transfer.moved',
      about: id,
      recipients: [HR, SECOND_HR],
    })),
  ]
}
