import { partnerFailPointNames } from '@desk/server/ports/fail-points'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import {
  type AccountRun,
  COLLEAGUE,
  faultsOf,
  findAccountViolations,
  findJobViolations,
  findNoticeViolations,
  findRecordViolations,
  HR,
  isEnabled,
  pairAt,
  sendUntilDone,
  SECOND_HR,
  settleUntil,
  underFault,
  whileWatching,
} from './account-run.ts'
import { settleAfterKill } from '../crash-environment.ts'
import { violationIf } from '../violations.ts'

const SPONSOR = COLLEAGUE
/** Longer than all runs together, so that no renewed contract ends again. */
const RENEWED_DAYS = 700
const faults = faultsOf('user/update')

/**
 * Lets the contract of a partner end, decided by the sponsor in every second run, and renews it after that. A server is
 * killed while the account is disabled, and again while it is enabled.
 */
export async function endContract(run: AccountRun): Promise<string[]> {
  const { environment, turn } = run
  await setContract(run, environment.today())
  if (turn % 2 === 1) await decideToClose(run)
  await settleAfterKill(environment)
  return [...(await disable(run)), ...(await renew(run))]
}

/** Registers the contract, or renews it. */
const setContract = ({ environment, person }: AccountRun, endsOn: string): Promise<boolean> =>
  sendUntilDone(environment, {
    by: HR,
    path: '/api/settings/partners',
    body: { userid: person, company: '外协厂', sponsor: SPONSOR, endsOn },
  })

const decideToClose = ({ environment, person }: AccountRun): Promise<boolean> =>
  sendUntilDone(environment, {
    by: SPONSOR,
    path: `/api/partners/${person}/decision`,
    body: { seenEndsOn: environment.today(), decision: 'close' },
  })

const partnerWhere = (person: string, condition: string) =>
  `select 1 from partners where userid = '${person}' and ${condition}`

async function disable(run: AccountRun): Promise<string[]> {
  const { environment, turn, person } = run
  const isDisabled = partnerWhere(person, 'disabled_at is not null')
  const claim = { state: 'disabled', query: isDisabled, isTrue: () => !isEnabled(run) }
  const [fault, point] = pairAt(faults, partnerFailPointNames, turn)
  const tooEarly = violationIf(!isEnabled(run), 'disabled before the contract was over')
  const falseClaims = await whileWatching(environment, [claim], () =>
    underFault(environment, { fault, point }, async () => {
      environment.nextDay()
      await settleUntil(environment, 'the end of the contract', isDisabled)
    }),
  )
  return [
    ...tooEarly,
    ...falseClaims,
    ...(await findRecordViolations(run, { effect: 'member.disable', action: 'partner.disabled', object: person })),
    ...(await findAuditViolations(run, { 'partner.closed': 1, 'partner.enabled_outside': 0 })),
    ...(await findAccountViolations(run, { isClosed: true })),
    ...(await findNoticeViolations(environment, {
      event: 'partner.disabled',
      about: person,
      recipients: [HR, SECOND_HR, SPONSOR],
    })),
    ...(await findJobViolations(run)),
  ]
}

async function renew(run: AccountRun): Promise<string[]> {
  const { environment, turn, person } = run
  const isRenewed = partnerWhere(person, 'ended_at is null and not is_enabling')
  const claim = { state: 'enabled', query: isRenewed, isTrue: () => isEnabled(run) }
  // A different fault than in the step before.
  const [fault, point] = pairAt(faults, partnerFailPointNames, turn + 1)
  const falseClaims = await whileWatching(environment, [claim], () =>
    underFault(environment, { fault, point }, async () => {
      await setContract(run, shiftDay(environment.today(), RENEWED_DAYS))
      await settleUntil(environment, 'the renewal', isRenewed)
    }),
  )
  return [
    ...falseClaims,
    ...(await findRecordViolations(run, { effect: 'member.enable', action: 'partner.enabled', object: person })),
    ...(await findAuditViolations(run, { 'partner.closed': 1, 'partner.enabled_outside': 0 })),
    ...(await findAccountViolations(run, { isClosed: false })),
    ...(await findJobViolations(run)),
  ]
}

/** Finds actions that the audit does not contain as many times as expected. */
async function findAuditViolations(
  { environment, person }: AccountRun,
  expected: Readonly<Record<string, number>>,
): Promise<string[]> {
  const rows = await environment.database.query<{ action: string; count: number }>(
    `select action, count(*)::int as count from audit_entries where object = '${person}' group by action`,
  )
  return Object.entries(expected).flatMap(([action, count]) => {
    const found = rows.find((row) => row.action === action)?.count ?? 0
    return violationIf(found !== count, `${String(found)} records of ${action}`)
  })
}
