import type { SideEffect } from '@desk/shared/lost-device/lost-device-schemas'
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
    // An earlier run may have removed devices.
    const count = what === 'devices' ? (row.devices?.count ?? 0) : 0
    await updateCaseColumns(tx, row.id, { [what]: { state, count } })
    await recordCase(deps, tx, row, type, { cause })
  }
}
