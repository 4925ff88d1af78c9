import type { InfoField } from '@desk/shared/info-change/info-change'
import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import type { Tx } from '../../../db/database.ts'
import type { Subscriptions } from '../../../domain-events/domain-events.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import { notifyApplicant } from '../../requests/cards/request-notices.ts'
import type { RequestDeps } from '../../requests/model/request-deps.ts'
import type { ChangeDetails } from '../../requests/model/record-change.ts'
import { lockRequest, requireRequest, type RequestRow } from '../../requests/model/request-queries.ts'
import { jobOf, move, requestIdOf, VERIFY_TOPIC } from '../progress.ts'
import { currentChanges, supersededReadBack } from '../current-changes.ts'
import { differing, readPresentMember, readValues, type Values } from '../read-values.ts'
import { approvedChanges } from '../requested-changes.ts'
import { nextCheckAt } from '../verification-schedule.ts'
import { secondWriterSetting } from '../../../kernel/second-writer-setting.ts'
import {
  type AppliedChange,
  listAppliedChanges,
  listConsoleOperators,
  listSyncedValues,
  type SyncedValues,
} from './set-back-queries.ts'

export const SET_BACK_TOPIC = 'info_change.set_back'

/** How long after a change its value is watched. */
const WATCHED_MS = 30 * DAY_MS
/** Delay of the check after a sync: the log of the console shows an operation a little later than the directory does. */
const LOG_SETTLES_MS = 2 * MINUTE_MS
/** Maximum time between an operation in the console and the check of a change in the directory that it explains. */
const EXPLAINS_MS = 30 * MINUTE_MS

const visibleFields = ['name', 'alias', 'position', 'telephone'] as const satisfies readonly InfoField[]

/** Returns the fields whose synced value is again the one before the change. */
function setBackFields(request: AppliedChange, values: SyncedValues): InfoField[] {
  const { payload } = request
  const agreed = new Set(approvedChanges(request).map(({ field }) => field))
  const fields: InfoField[] = visibleFields.filter((field) => {
    const change = payload[field]
    return change !== undefined && agreed.has(field) && values[field] === change.from
  })
  const { department } = payload
  if (department && agreed.has('department') && values.mainDepartmentId === department.fromId) fields.push('department')
  return fields
}

/**
 * Detects when a synced value is again the one before a completed change. For example, another system that writes the directory
 * may write its own values every night.
 */
export const setBackSubscriptions: Subscriptions = {
  async 'members.synced'(tx, { members, isFirst, at }) {
    const changed = members.filter(({ before, drift }) => before !== null && drift.length > 0)
    if (isFirst || changed.length === 0) return
    const userids = changed.map(({ userid }) => userid)
    const applied = await listAppliedChanges(tx, userids, new Date(at.getTime() - WATCHED_MS))
    if (applied.length === 0) return
    const values = new Map((await listSyncedValues(tx, userids)).map((row) => [row.userid.toLowerCase(), row]))
    const seen = new Set<string>()
    for (const request of applied) {
      const subject = subjectIdOf(request).toLowerCase()
      const row = values.get(subject)
      const fields = row && request.state === 'done' ? setBackFields(request, row) : []
      // Only the latest change of a field counts: a later request may have changed it back.
      const latest = fields.filter((field) => !seen.has(`${subject} ${field}`))
      for (const { field } of approvedChanges(request)) seen.add(`${subject} ${field}`)
      if (latest.length > 0)
        await enqueue(tx, [jobOf(SET_BACK_TOPIC, request, new Date(at.getTime() + LOG_SETTLES_MS))])
    }
  },
}

/** Reads WeCom again, and reopens the request when the value is still set back, naming who may have done it. */
export const setBackHandler = (deps: RequestDeps & Pick<Deps, 'wecom'>): JobHandler => ({
  async handle(job) {
    const id = requestIdOf(job.payload)
    const request = await requireRequest(deps.db, id)
    if (request.state !== 'done') return noWrites
    const approved = await currentChanges(deps.db, request)
    const member = await readPresentMember(deps, subjectIdOf(request))
    if (member === null) return noWrites
    const values = await readValues(deps, member, approved)
    const open = differing(values, approved).map(({ field }) => field)
    if (open.length === 0) return noWrites
    const to = deps.clock.now()
    const operators = await listConsoleOperators(deps.db, { from: new Date(to.getTime() - EXPLAINS_MS), to })
    const { name } = (await readSetting(deps.db, secondWriterSetting)).value
    const readBack = { ...supersededReadBack(request, approved), ...values }
    return (tx) => reopen(deps, tx, request, { open, readBack, operators, writer: name })
  },
})

type SetBack = {
  open: InfoField[]
  readBack: Values
  operators: readonly string[]
  writer: string
}

async function reopen(
  deps: RequestDeps,
  tx: Tx,
  { id }: RequestRow,
  { open, readBack, operators, writer }: SetBack,
): Promise<void> {
  const request = await lockRequest(tx, id)
  if (request.state !== 'done') return
  const details = { fields: open, ...causeOf(deps, operators, writer) }
  const outcome = { open, readBack }
  const reopened = await move(deps, tx, id, { command: 'reopen', type: 'set_back', phase: 'differs', outcome, details })
  await notifyApplicant(deps, tx, reopened, 'request.mismatch')
  // The next check is scheduled for later, since the values were read a moment ago.
  await enqueue(tx, [jobOf(VERIFY_TOPIC, reopened, nextCheckAt(open, reopened.updatedAt, deps.clock.now()))])
}

/** Returns what may have set the values back: people in the console, or else the other system that writes the directory. */
function causeOf(deps: RequestDeps, operators: readonly string[], writer: string): ChangeDetails {
  if (operators.length > 0) return { cause: 'set_back_console', asked: [...operators] }
  if (writer === '') return { cause: 'set_back_unknown' }
  return { cause: 'set_back_feed', note: erasableText(deps, writer) }
}
