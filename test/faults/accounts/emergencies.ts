import { closingFailPointNames, type FailPointName } from '@desk/server/ports/fail-points'
import {
  type AccountRun,
  faultsOf,
  findAccountViolations,
  findJobViolations,
  findNoticeViolations,
  findRecordViolations,
  HR,
  isEnabled,
  LEAD,
  pairAt,
  SECOND_HR,
  settleUntil,
  underFault,
  whileWatching,
} from './account-run.ts'
import { findTimelineViolations, sendCommand, inPhase, openClosing } from './closing-commands.ts'

const faults = faultsOf('user/update')
/** Without `closing.committed`, the point after a command: `disable` already kills there. */
const enablingPoints: readonly FailPointName[] = ['closing.intent_stored', 'closing.called', 'closing.read_back']
const otherEvents = ['enabled_outside', 'gone_outside', 'by_hand', 'not_visible'] as const

/** Closes an account in an emergency by HR and the lead, and enables it again. A server is killed during each of the two. */
export async function closeInEmergency(run: AccountRun): Promise<string[]> {
  const id = await openClosing(run.environment, '/api/closings', {
    kind: 'emergency',
    subjectId: run.person,
    reason: `第${String(run.index)}次`,
  })
  return [...(await disable(run, id)), ...(await enable(run, id))]
}

async function disable(run: AccountRun, id: string): Promise<string[]> {
  const { environment, turn } = run
  const [fault, point] = pairAt(faults, closingFailPointNames, turn)
  const claim = { state: 'disabled', query: inPhase(id, 'disabled'), isTrue: () => !isEnabled(run) }
  const confirmation = {
    by: LEAD,
    path: 'confirmation',
    isDone: ({ phase }: { phase: string }) => phase !== 'confirming',
  }
  const falseClaims = await whileWatching(environment, [claim], () =>
    underFault(environment, { fault, point }, () => sendCommand(environment, id, confirmation)),
  )
  return [
    ...falseClaims,
    ...(await findTimelineViolations(environment, id, {
      phase: 'disabled',
      once: ['opened', 'confirmed', 'disabling', 'disabled'],
      never: otherEvents,
    })),
    ...(await findRecordViolations(run, {
      effect: 'member.disable',
      action: 'account.close_disabled',
      object: id,
    })),
    ...(await findAccountViolations(run, { isClosed: true })),
    ...(await findNoticeViolations(environment, {
      event: 'closing.disabled',
      about: id,
      recipients: [HR, SECOND_HR],
    })),
    ...(await findJobViolations(run)),
  ]
}

async function enable(run: AccountRun, id: string): Promise<string[]> {
  const { environment, turn } = run
  // A different fault than in the step before.
  const [fault, point] = pairAt(faults, enablingPoints, turn + 1)
  const claim = { state: 'enabled', query: inPhase(id, 're_enabled'), isTrue: () => isEnabled(run) }
  const falseClaims = await whileWatching(environment, [claim], () =>
    underFault(environment, { fault, point }, async () => {
      await sendCommand(environment, id, {
        by: HR,
        path: 're-enabling',
        isDone: ({ phase }) => phase !== 'disabled',
      })
      await settleUntil(environment, 'the enabling', inPhase(id, 're_enabled'))
    }),
  )
  return [
    ...falseClaims,
    ...(await findTimelineViolations(environment, id, {
      phase: 're_enabled',
      once: ['disabling', 'disabled', 'enabling', 're_enabled'],
      never: otherEvents,
    })),
    ...(await findRecordViolations(run, {
      effect: 'member.enable',
      action: 'account.close_re_enabled',
      object: id,
    })),
    ...(await findAccountViolations(run, { isClosed: false })),
    ...(await findJobViolations(run)),
  ]
}
