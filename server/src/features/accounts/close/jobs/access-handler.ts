import type { AccessOutcome, ClosingEventType } from '@desk/shared/accounts/close/closing-schemas'
import type { ClosingId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../../db/database.ts'
import { isAccountSuspended } from '../../../../directory/suspension-queries.ts'
import { enqueue } from '../../../../outbox/outbox-queries.ts'
import { type JobHandler, noWrites } from '../../../../outbox/run-job.ts'
import type { ClosingEffectDeps, ClosingStepDeps } from '../closing-deps.ts'
import { type ClosingRow, requireClosing } from '../closing-queries.ts'
import { ACCESS_TOPIC } from '../closing-topics.ts'
import { recordClosing } from '../record-closing.ts'

const parts = {
  devices: 'devices_removed',
  mailbox: 'mailbox_closed',
  customers: 'customers_counted',
} as const satisfies Record<string, ClosingEventType>
type Part = keyof typeof parts

/** Plans the jobs after the account was disabled (computers and mailbox) or enabled again (mailbox). */
export async function planAccessJobs(deps: ClosingStepDeps, tx: Tx, { id, phase, version }: ClosingRow): Promise<void> {
  const runAt = deps.clock.now()
  const names: readonly Part[] = phase === 'disabled' ? ['devices', 'mailbox'] : ['mailbox']
  await enqueue(
    tx,
    names.map((part) => ({
      topic: ACCESS_TOPIC,
      payload: { closingId: id, part },
      dedupeKey: `${ACCESS_TOPIC}:${id}:${part}:${String(version)}`,
      groupKey: `${ACCESS_TOPIC}:${id}:${part}`,
      runAt,
    })),
  )
}

/** Plans to count the customers whom the leaver serves, once. */
export const planCustomerCount = (deps: ClosingStepDeps, tx: Tx, { id }: ClosingRow): Promise<void> => {
  const key = `${ACCESS_TOPIC}:${id}:customers`
  const payload = { closingId: id, part: 'customers' }
  return enqueue(tx, [{ topic: ACCESS_TOPIC, payload, dedupeKey: key, groupKey: key, runAt: deps.clock.now() }])
}

/**
 * Removes the trusted devices of a person whose account was disabled, and checks it by a second read. Closes the mailbox
 * of a disabled account and opens that of an enabled one; WeCom does not show whether a mailbox is open, so only its answer
 * is recorded. Counts the customers when a closing opens. Not every company has these functions.
 */
export const accessHandler = (deps: ClosingEffectDeps): JobHandler => ({
  async handle({ payload }) {
    const { closingId, part } = payload as { closingId: ClosingId; part: Part }
    const row = await requireClosing(deps.db, closingId)
    const note = await partHandlers[part](deps, row)
    return note === null ? noWrites : (tx) => recordClosing(deps, tx, row, parts[part], { note })
  },
  async onGiveUp(tx, { payload }) {
    const { closingId, part } = payload as { closingId: ClosingId; part: Part }
    // Customers that could not be counted get no event.
    if (part === 'customers') return
    const row = await requireClosing(tx, closingId)
    // `left`: the account is disabled, but its computers or its mailbox can still be used.
    const staysUsable = part === 'devices' || (await isAccountSuspended(tx, row.subjectId))
    const note: AccessOutcome = staysUsable ? 'left' : 'unavailable'
    await recordClosing(deps, tx, row, parts[part], { note })
  },
})

/** Returns how many computers were removed, or `unavailable`; null when the account was enabled again meanwhile. */
async function removeDevices({ wecom, db }: ClosingEffectDeps, { subjectId }: ClosingRow): Promise<string | null> {
  if (!(await isAccountSuspended(db, subjectId))) return null
  const devices = await wecom.listTrustedDevices(subjectId)
  if (devices === null) return 'unavailable' satisfies AccessOutcome
  if (devices.length === 0) return '0'
  await wecom.deleteTrustedDevices(devices)
  const remaining = await wecom.listTrustedDevices(subjectId)
  if (remaining === null || remaining.length > 0) throw new Error('WeCom still lists the computers')
  return String(devices.length)
}

async function closeOrOpenMailbox({ wecom, db }: ClosingEffectDeps, { subjectId }: ClosingRow): Promise<AccessOutcome> {
  const isClosed = await isAccountSuspended(db, subjectId)
  if (isClosed) {
    const outcome = await wecom.closeMailbox(subjectId)
    return outcome === 'unavailable' ? 'left' : outcome
  }
  return (await wecom.openMailbox(subjectId)) ? 'opened' : 'unavailable'
}

/** Returns the number of customers; null when the closing is over or the app may not read them. */
async function countCustomers(
  { wecom }: ClosingEffectDeps,
  { subjectId, endedAt }: ClosingRow,
): Promise<string | null> {
  const count = endedAt === null ? await wecom.countCustomers(subjectId) : null
  return count === null ? null : String(count)
}

/** What is done for each part. Each function returns the note to record; null: there is nothing to record. */
const partHandlers: Readonly<Record<Part, (deps: ClosingEffectDeps, row: ClosingRow) => Promise<string | null>>> = {
  devices: removeDevices,
  mailbox: closeOrOpenMailbox,
  customers: countCustomers,
}
