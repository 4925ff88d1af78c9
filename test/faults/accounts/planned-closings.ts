import { closingFailPointNames, type FailPointName } from '@desk/server/ports/fail-points'
import { CLOSING_HOUR } from '@desk/shared/accounts/close/closing-flow'
import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import { findMember } from '../../wecom-simulator/directory.ts'
import type { FaultPlan } from '../../wecom-simulator/faults.ts'
import { crashClientOf } from '../crash-client.ts'
import { settleAfterKill } from '../crash-environment.ts'
import { OPS } from '../desk-company.ts'
import { approveGroup, getRequest, requestGroup } from '../groups-scenario.ts'
import { retryUntilAnswered } from '../retry-until-answered.ts'
import {
  type AccountRun,
  changesOf,
  COLLEAGUE,
  DEPARTMENT,
  faultsOf,
  findAccountViolations,
  findJobViolations,
  findNoticeViolations,
  findRecordViolations,
  HEIR,
  HR,
  isEnabled,
  pairAt,
  SECOND_HR,
  settleUntil,
  underFault,
  whileWatching,
} from './account-run.ts'
import { violationIf } from '../violations.ts'
import { findTimelineViolations, sendCommand, inPhase, openClosing, readClosing } from './closing-commands.ts'

const MINUTES_PER_HOUR = 60
const KEEP_DAYS = 1

/** Faults of the account's change, and of the change of the group's owner before it. */
const eveningFaults: readonly (FaultPlan | null)[] = [
  ...faultsOf('user/update'),
  // Without the rate limit of groups, which lasts an hour: no account may stay enabled for so long.
  ...faultsOf('appchat/update').filter(
    (fault) => fault?.endpoint === 'appchat/update' && !(fault.kind === 'errcode' && fault.errcode === 45009),
  ),
  { endpoint: 'appchat/get', kind: 'drop', times: 2 },
]
const eveningPoints: readonly FailPointName[] = [
  'group.changing',
  'closing.intent_stored',
  'outbox.claimed',
  'closing.called',
  'group.changed',
  'closing.read_back',
  'outbox.settled',
]
const deletionFaults = faultsOf('user/delete')

type Group = { id: string; chatId: string }
type Closing = { id: string; group: Group; day: string }

const itemOf = ({ items }: ClosingView) => items.find(({ kind }) => kind === 'group_owner')

/**
 * Closes the account of the owner of a group on the evening of their last day, after an heir accepted the group, and deletes
 * it on a later day. A server is killed while the closing is prepared, in the evening, and during the deletion.
 */
export async function closeOnLastDay(run: AccountRun): Promise<string[]> {
  const { environment } = run
  environment.nextDay()
  await settleAfterKill(environment)
  const group = await createGroup(run)
  const closing = { id: await prepare(run), group, day: environment.today() }
  const { phase } = await readClosing(environment, closing.id)
  return [
    ...violationIf(phase !== 'ready', `${phase} before the evening`),
    ...violationIf(!isEnabled(run), 'disabled before the evening'),
    ...(await disable(run, closing)),
    ...(await deleteLater(run, closing)),
  ]
}

/** Creates a group with the person as owner and the heir as member. */
async function createGroup({ environment, index, person }: AccountRun): Promise<Group> {
  const people = { department: DEPARTMENT, applicant: person, members: [COLLEAGUE, HEIR] }
  const request = await requestGroup(environment, { ...people, index })
  await approveGroup(environment, request, index)
  await settleAfterKill(environment)
  const made = (await getRequest(environment, request)).group?.made
  if (!made?.chatId) throw new Error('no group was created')
  return { id: made.id, chatId: made.chatId }
}

/** Opens the closing and makes it ready for the evening, with a kill at one of the four commands. */
async function prepare({ environment, turn, person }: AccountRun): Promise<string> {
  const commands = ['open', 'heirs', 'answer', 'cleaning'] as const
  const armAt = (command: (typeof commands)[number]) => {
    if (commands[turn % commands.length] === command) environment.arm({ point: 'closing.committed', nth: 1 })
  }
  armAt('open')
  const plan = { kind: 'leave', subjectId: person, lastDay: environment.today() } as const
  const id = await openClosing(environment, '/api/closings', plan)
  armAt('heirs')
  await sendCommand(environment, id, {
    by: HR,
    path: 'heirs',
    body: { heir: HEIR },
    isDone: (view) => itemOf(view)?.state === 'offered',
  })
  armAt('answer')
  await sendCommand(environment, id, {
    by: HEIR,
    path: 'answer',
    body: { accept: true },
    isDone: (view) => itemOf(view)?.state === 'accepted',
  })
  armAt('cleaning')
  await sendCommand(environment, id, { by: person, path: 'cleaning', isDone: ({ cleanedAt }) => cleanedAt !== null })
  await environment.whenRestarted()
  environment.arm(null)
  await settleAfterKill(environment)
  return id
}

async function disable(run: AccountRun, { id, group }: Closing): Promise<string[]> {
  const { environment, turn } = run
  const [fault, point] = pairAt(eveningFaults, eveningPoints, turn)
  const ownerInWecom = () => environment.platform.state.groupChats[group.chatId]?.owner
  const handedOver = `select 1 from handover_items where closing_id = '${id}' and kind = 'group_owner' and state = 'done'`
  const claims = [
    { state: 'disabled', query: inPhase(id, 'disabled'), isTrue: () => !isEnabled(run) },
    { state: 'handed over', query: handedOver, isTrue: () => ownerInWecom() === HEIR },
  ]
  let dueAt = 0
  const falseClaims = await whileWatching(environment, claims, () =>
    underFault(environment, { fault, point }, async () => {
      dueAt = environment.advanceTo(CLOSING_HOUR * MINUTES_PER_HOUR)
      await settleUntil(environment, 'the evening of the last day', inPhase(id, 'disabled'))
    }),
  )
  const disabled = changesOf(run, 'member.disable')[0]
  return [
    ...falseClaims,
    ...(await findTimelineViolations(environment, id, {
      phase: 'disabled',
      once: ['opened', 'assigned', 'accepted', 'cleaned', 'ready', 'disabling', 'disabled'],
      never: ['blocked', 'enabled_outside', 'gone_outside', 'by_hand', 'not_visible'],
    })),
    ...violationIf(disabled !== undefined && disabled.at < dueAt, 'disabled before 18:00'),
    ...(await findGroupViolations(run, group, { disabledSeq: disabled?.seq ?? 0 })),
    ...violationIf(itemOf(await readClosing(environment, id))?.heir?.userid !== HEIR, 'the group has no heir'),
    ...(await findRecordViolations(run, { effect: 'member.disable', action: 'account.close_disabled', object: id })),
    ...(await findAccountViolations(run, { isClosed: true })),
    ...(await findNoticeViolations(environment, {
      event: 'closing.disabled',
      about: id,
      recipients: [HR, SECOND_HR],
    })),
    ...(await findJobViolations(run)),
  ]
}

/** Finds a group whose owner did not change exactly once, to the heir, and before the account was disabled. */
async function findGroupViolations(
  { environment, person }: AccountRun,
  { id, chatId }: Group,
  { disabledSeq }: { disabledSeq: number },
): Promise<string[]> {
  const changes = environment.platform.state.effects.filter(
    (entry) => entry.effect === 'group.update' && entry.chatid === chatId && entry.owner !== entry.from.owner,
  )
  const [row] = await environment.database.query<{ owner: string; records: number }>(
    `select owner_id as owner, (select count(*)::int from audit_entries
       where action = 'group.owner_changed' and object = '${id}') as records from chat_groups where id = '${id}'`,
  )
  const chat = environment.platform.state.groupChats[chatId]
  return [
    ...violationIf(
      chat?.owner !== HEIR,
      `the owner of the group is ${chat?.owner === person ? 'the leaver' : 'another'}`,
    ),
    ...violationIf(changes.length !== 1, `the owner of the group changed ${String(changes.length)} times`),
    ...violationIf(
      changes.some(({ seq }) => seq > disabledSeq),
      'disabled before the group had its owner',
    ),
    ...violationIf(row?.owner !== HEIR, 'the registry has another owner of the group'),
    ...violationIf(row?.records !== 1, `${String(row?.records)} records of the change of the owner`),
  ]
}

/** Deletes the account by two people, on the day that HR chose and not before. */
async function deleteLater(run: AccountRun, { id }: Closing): Promise<string[]> {
  const { environment, turn, person } = run
  const isThere = () => findMember(environment.platform.state.directory, person) !== undefined
  await sendCommand(environment, id, {
    by: HR,
    path: 'deletion',
    body: { keepDays: KEEP_DAYS, reason: '证据另存' },
    isDone: ({ deletion }) => deletion !== null,
  })
  const violationsBefore = await confirmEarly(run, id)
  environment.nextDay()
  await settleAfterKill(environment)
  const [fault, point] = pairAt(deletionFaults, closingFailPointNames, turn)
  const claim = { state: 'deleted', query: inPhase(id, 'deleted'), isTrue: () => !isThere() }
  const falseClaims = await whileWatching(environment, [claim], () =>
    underFault(environment, { fault, point }, async () => {
      await sendCommand(environment, id, {
        by: OPS,
        path: 'deletion/confirm',
        isDone: ({ phase }) => phase !== 'disabled',
      })
      await settleUntil(environment, 'the deletion', inPhase(id, 'deleted'))
    }),
  )
  return [
    ...violationsBefore,
    ...falseClaims,
    ...violationIf(isThere(), 'not deleted'),
    ...(await findTimelineViolations(environment, id, {
      phase: 'deleted',
      once: ['disabled', 'deletion_asked', 'deletion_confirmed', 'deleted'],
      never: ['enabled_outside', 'gone_outside', 'by_hand', 'not_visible'],
    })),
    ...(await findRecordViolations(run, { effect: 'member.delete', action: 'account.close_deleted', object: id })),
    ...(await findJobViolations(run)),
  ]
}

/** Confirms the deletion before its day, which must be refused. */
async function confirmEarly({ environment }: AccountRun, id: string): Promise<string[]> {
  const { version } = await readClosing(environment, id)
  const code = await retryUntilAnswered(environment, 'early deletion', async () => {
    const client = crashClientOf(environment)
    const { body } = await client.send<{ error?: { code: string } }>(OPS, `/api/closings/${id}/deletion/confirm`, {
      version,
    })
    return body.error?.code ?? 'done'
  })
  return violationIf(code !== 'closing.too_early', `an early deletion: ${code}`)
}
