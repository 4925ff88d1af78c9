import { DAY_MS } from '@desk/shared/kernel/durations'
import type { Exposure, SideEffect } from '@desk/shared/lost-device/lost-device-schemas'
import type { LostDeviceEventType } from '@desk/shared/lost-device/lost-device'
import { isAccountSuspended } from '../../../directory/suspension-queries.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import type { Failure } from '../../../outbox/classify-failure.ts'
import { type JobHandler, noWrites, type ResultWrites } from '../../../outbox/run-job.ts'
import type { Tx } from '../../../db/database.ts'
import type { MailboxClosing } from '../../../ports/wecom-protection.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { type CasePatch, type CaseRow, lockCase, updateCaseColumns, requireCase } from '../cases/case-queries.ts'
import { caseIdOf } from '../cases/enqueue-case-jobs.ts'
import { recordCase } from '../cases/record-case.ts'

/** Operation-log codes that show whether another person used the account (doc 100178). */
const exposureTypes: Readonly<Record<number, Exposure['items'][number]['type']>> = {
  4: 'new_device',
  13: 'second_device',
  5: 'mobile_changed',
  6: 'wechat_bound',
  7: 'wechat_bound',
}
/** How far back the log goes (doc 100178), less a day. */
const LOG_PERIOD_MS = 179 * DAY_MS
/** Maximum number of listed operations, the latest. */
const MAX_ITEMS = 50

/**
 * Reads who signed in between the last-seen time and the lock. The case also states that nothing was found, or that the
 * log could not be read.
 */
export const exposureHandler = (deps: SendDeps): JobHandler => ({
  async handle(job) {
    const row = await requireCase(deps.db, caseIdOf(job.payload))
    const to = row.confirmedAt
    if (to === null) return noWrites
    const earliest = new Date(deps.clock.now().getTime() - LOG_PERIOD_MS)
    const from = row.lastSeenAt > earliest ? row.lastSeenAt : earliest
    // The end of the period must be in the past (doc 100178).
    const operations = from < to ? await deps.wecom.listOperations(row.subjectId, { from, to }) : []
    const items = (operations ?? []).flatMap(({ at, type, ip }) => {
      const name = exposureTypes[type]
      return name === undefined ? [] : [{ at: at.toISOString(), type: name, ip }]
    })
    const finding = items.length === 0 ? 'clear' : 'found'
    const state = operations === null ? 'unavailable' : finding
    const span = { from: from.toISOString(), to: to.toISOString() }
    const writeFinding = storeFinding(
      deps,
      row,
      { exposure: { state, ...span, count: items.length, items: items.slice(-MAX_ITEMS) } },
      'exposure_read',
    )
    return async (tx) => {
      // If the last-seen time was corrected, or the account was enabled and disabled again in the console, while the log was
      // read, it is read again for the new period.
      const current = await lockCase(tx, row.id)
      if (!current || !isSameInstant(current.lastSeenAt, row.lastSeenAt) || !isSameInstant(current.confirmedAt, to))
        throw new JobDeferredError('amended', deps.clock.now())
      await writeFinding(tx)
    }
  },
  onGiveUp: async (tx, job, failure) => {
    const row = await lockCase(tx, caseIdOf(job.payload))
    if (!row) return
    const span = { from: row.lastSeenAt.toISOString(), to: (row.confirmedAt ?? row.reportedAt).toISOString() }
    await updateCaseColumns(tx, row.id, { exposure: { state: 'unavailable', ...span, items: [] } })
    await recordCase(deps, tx, row, 'exposure_read', { cause: failure.cause })
  },
})

const isSameInstant = (one: Date | null, other: Date): boolean => one?.getTime() === other.getTime()

/** Removes the trust of the person's PCs. WeCom does not document what happens to a client that is signed in there. */
export const devicesHandler = (deps: SendDeps): JobHandler => ({
  async handle(job) {
    const row = await requireCase(deps.db, caseIdOf(job.payload))
    const devices = await deps.wecom.listTrustedDevices(row.subjectId)
    if (devices && devices.length > 0) await deps.wecom.deleteTrustedDevices(devices)
    const before = row.devices?.count ?? 0
    return storeFinding(deps, row, { devices: outcomeOf(devices && devices.length + before) }, 'devices_removed')
  },
  onGiveUp: giveUp(deps, 'devices', 'devices_removed'),
})

/**
 * Closes the mailbox with the lock and opens it with the unlock: it follows the present state of the account, set by this case or
 * a newer one. If the account is locked or unlocked during the call, the job runs again.
 */
export const mailboxHandler = (deps: SendDeps): JobHandler => ({
  async handle(job) {
    const row = await requireCase(deps.db, caseIdOf(job.payload))
    const isLocked = await isAccountSuspended(deps.db, row.subjectId)
    const writeFinding = await closeOrOpenMailbox(deps, row, isLocked)
    return async (tx) => {
      await lockCase(tx, row.id)
      if ((await isAccountSuspended(tx, row.subjectId)) !== isLocked)
        throw new JobDeferredError('went_on', deps.clock.now())
      await writeFinding(tx)
    }
  },
  onGiveUp: giveUp(deps, 'mailbox', 'mailbox_closed'),
})

async function closeOrOpenMailbox(deps: SendDeps, row: CaseRow, isLocked: boolean): Promise<ResultWrites> {
  if (isLocked) {
    const state = mailboxStates[await deps.wecom.closeMailbox(row.subjectId)]
    return storeFinding(deps, row, { mailbox: { state, count: state === 'unavailable' ? 0 : 1 } }, 'mailbox_closed')
  }
  const isOpen = await deps.wecom.openMailbox(row.subjectId)
  // The person has no mailbox, so none was closed.
  if (!isOpen && row.mailbox?.state === 'unavailable') return noWrites
  const mailbox: SideEffect = isOpen ? { state: 'none', count: 0 } : { state: 'still_closed', count: 0 }
  return storeFinding(deps, row, { mailbox }, 'mailbox_closed', 'opened')
}

const mailboxStates = {
  closed: 'done',
  protocols_open: 'protocols_open',
  unavailable: 'unavailable',
} as const satisfies Record<MailboxClosing, SideEffect['state']>

const outcomeOf = (count: number | null): SideEffect =>
  count === null ? { state: 'unavailable', count: 0 } : { state: count > 0 ? 'done' : 'none', count }

const storeFinding =
  (deps: RecordDeps, { id }: CaseRow, patch: CasePatch, type: LostDeviceEventType, cause?: string): ResultWrites =>
  async (tx) => {
    const row = await lockCase(tx, id)
    if (!row) return
    await updateCaseColumns(tx, id, patch)
    await recordCase(deps, tx, row, type, cause === undefined ? {} : { cause })
  }

function giveUp(deps: RecordDeps, what: 'devices' | 'mailbox', type: LostDeviceEventType) {
  return async (tx: Tx, job: { payload: unknown }, { cause }: Failure): Promise<void> => {
    const row = await lockCase(tx, caseIdOf(job.payload))
    if (!row) return
    // A mailbox that could not be opened again is still closed.
    const wasClosed = what === 'mailbox' && row.mailbox !== null && row.mailbox.state !== 'unavailable'
    const state = wasClosed ? 'still_closed' : 'unavailable'
    await updateCaseColumns(tx, row.id, { [what]: { state, count: 0 } })
    await recordCase(deps, tx, row, type, { cause })
  }
}
