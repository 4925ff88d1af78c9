import { advance, isUndoable, STOPPED } from '@desk/shared/requests/model/request-flow'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { WecomDeferredError, WecomRefusedError, forbiddenCodes } from '../../kernel/app-error.ts'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import type { Tx } from '../../db/database.ts'
import type { Failure } from '../../outbox/classify-failure.ts'
import { JobDeferredError } from '../../outbox/job-deferred-error.ts'
import { type Checkpoint, type JobHandler, noWrites } from '../../outbox/run-job.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import type { RequestDeps } from '../requests/model/request-deps.ts'
import type { Deps } from '../../kernel/deps.ts'
import { notifyApplicant } from '../requests/cards/request-notices.ts'
import { lockToStart } from '../requests/commands/advance-request.ts'
import { recordRetry } from '../requests/model/record-change.ts'
import {
  lockRequest,
  requireRequest,
  type RequestRow,
  updateRequestColumns,
} from '../requests/model/request-queries.ts'
import { hasSecondWriter } from '../../kernel/second-writer-setting.ts'
import { currentChanges } from './current-changes.ts'
import { payloadOf } from './requested-changes.ts'
import { CHANGED_LATER, conclude, move, requestIdOf, stop, worker } from './progress.ts'
import {
  DEPARTMENT_GONE,
  differing,
  inEffect,
  isGuided,
  leadsToDeletedDepartment,
  MEMBER_LEFT,
  readMember,
  readPresentMember,
  readValues,
  type ApprovedChange,
} from './read-values.ts'
import { writeFields } from './write-fields.ts'
import { DISABLED } from '../../directory/member-drift.ts'

/**
 * Writes the approved fields and reads them back. The intent is stored before the call; a later attempt that finds it
 * reads WeCom first, so that a lost response never leads to a second write.
 */
export function applyInfoChange(deps: RequestDeps & Pick<Deps, 'wecom'>): JobHandler {
  return {
    async handle(job, checkpoint) {
      const id = requestIdOf(job.payload)
      const request = await requireRequest(deps.db, id)
      // A new decision after an undo has its own job.
      const isEarly = request.state === 'decided' && isUndoable(request.undoUntil, deps.clock.now())
      if (isEarly || !advance(request.state, 'start')) return noWrites
      await deferUntilEffectiveDay(deps, request, checkpoint)
      const approved = await currentChanges(deps.db, request)
      const member = await readPresentMember(deps, subjectIdOf(request))
      if (member === null) return (tx) => endWithObstacle(deps, tx, id, MEMBER_LEFT)
      const obstacle = await findObstacle(deps, member, approved)
      if (obstacle !== null) return (tx) => endWithObstacle(deps, tx, id, obstacle)
      const writeResult = await write(deps, request, member, approved, checkpoint).catch(async (error: unknown) => {
        await recordPartlyWritten(deps, request, { error, approved }, checkpoint)
        throw error
      })
      const after = await readMember(deps, subjectIdOf(request))
      const values = await readValues(deps, after, approved)
      deps.failPoints.hit('apply.read_back')
      return (tx) => conclude(deps, tx, id, { member: after, values, approved, ...writeResult })
    },

    onRetry: (tx, job, failure, retryAt) =>
      recordRetry(deps, tx, { actor: worker, requestId: requestIdOf(job.payload), job, failure, retryAt }),

    onGiveUp: async (tx, job, { cause }: Failure) => stop(deps, tx, requestIdOf(job.payload), cause, STOPPED),

    async requeue(tx, job, actor) {
      await move(deps, tx, requestIdOf(job.payload), { command: 'start', type: 'write_resumed', actor })
    },

    async confirmManually(job, actor) {
      const id = requestIdOf(job.payload)
      const request = await requireRequest(deps.db, id)
      const approved = await currentChanges(deps.db, request)
      if (approved.length === 0) return null
      const member = await readMember(deps, subjectIdOf(request))
      const values = await readValues(deps, member, approved)
      if (differing(values, approved).length > 0) return null
      return async (tx) => {
        await move(deps, tx, id, { command: 'start', type: 'done_by_hand', outcome: { written: true }, actor })
        await conclude(deps, tx, id, { member, values, approved, isManual: false })
      }
    },

    async isDone(job) {
      const request = await requireRequest(deps.db, requestIdOf(job.payload))
      const approved = await currentChanges(deps.db, request)
      if (approved.length === 0) return null
      const values = await readValues(deps, await readMember(deps, subjectIdOf(request)), approved)
      return differing(values, approved).length === 0
    },
  }
}

/** Defers the job to the day that the applicant chose, and shows the request as scheduled. */
async function deferUntilEffectiveDay(deps: RequestDeps, request: RequestRow, checkpoint: Checkpoint): Promise<void> {
  const { effectiveOn } = payloadOf(request)
  const { timeZone } = deps.site
  if (request.state !== 'decided' || effectiveOn === undefined) return
  if (dayIn(timeZone, deps.clock.now()) >= effectiveOn) return
  if (request.phase !== 'scheduled') {
    await checkpoint(async (tx) => {
      await lockToStart(deps, tx, request.id)
      const scheduled = await move(deps, tx, request.id, { command: null, type: 'scheduled', phase: 'scheduled' })
      await notifyApplicant(deps, tx, scheduled, 'request.scheduled')
    })
    deps.failPoints.hit('apply.scheduled')
  }
  throw new JobDeferredError('scheduled', instantOf(timeZone, effectiveOn, 0))
}

/** Ends a request whose change is impossible, unless it was withdrawn while the job read the member. */
async function endWithObstacle(deps: RequestDeps, tx: Tx, id: RequestRow['id'], cause: string): Promise<void> {
  await lockToStart(deps, tx, id)
  await stop(deps, tx, id, cause)
}

/** Returns the cause that makes the change impossible; null: none. */
async function findObstacle(
  deps: Pick<Deps, 'db'>,
  member: WecomMember,
  approved: readonly ApprovedChange[],
): Promise<string | null> {
  if (approved.length === 0) return CHANGED_LATER
  if (member.status === DISABLED) return 'member_disabled'
  return (await leadsToDeletedDepartment(deps, approved)) ? DEPARTMENT_GONE : null
}

/** Stores which fields a refused write changed: one of its calls may have succeeded, which the card and the page then show. */
async function recordPartlyWritten(
  deps: RequestDeps & Pick<Deps, 'wecom'>,
  request: RequestRow,
  { error, approved }: { error: unknown; approved: readonly ApprovedChange[] },
  checkpoint: Checkpoint,
): Promise<void> {
  if (!(error instanceof WecomRefusedError) || error instanceof WecomDeferredError || approved.length < 2) return
  const member = await deps.wecom.findMember(subjectIdOf(request)).catch(() => null)
  const values = member && (await readValues(deps, member, approved).catch(() => null))
  const readBack = values && inEffect(values, approved)
  const written = Object.keys(readBack ?? {}).length
  if (written === 0 || written === approved.length) return
  await checkpoint(async (tx) => {
    const locked = await lockRequest(tx, request.id)
    const outcome = { ...locked.outcome, readBack: { ...locked.outcome.readBack, ...readBack } }
    await updateRequestColumns(tx, locked, { outcome })
  })
}

type WriteResult = { isManual: boolean; cause?: 'seats_hidden' | 'other_writer' }

/** Writes the fields. `isManual` in the result: people have to change some of them. */
async function write(
  deps: RequestDeps & Pick<Deps, 'wecom'>,
  request: RequestRow,
  member: WecomMember,
  approved: readonly ApprovedChange[],
  checkpoint: Checkpoint,
): Promise<WriteResult> {
  const { id } = request
  const isStarted = request.state === 'executing'
  const wasTried = isStarted || deps.afterRestore?.asksFirst === true
  const writable = approved.filter((change) => !isGuided(change, member))
  if (writable.length === 0) return { isManual: false }
  if (!isStarted) await checkpoint((tx) => storeIntent(deps, tx, id))
  deps.failPoints.hit('apply.intent_stored')
  if (request.outcome.written) return { isManual: false }
  const due = wasTried ? differing(await readValues(deps, member, writable), writable) : writable
  const writeResult = await writeDue(deps, member, due)
  if (writeResult.isManual) return writeResult
  deps.failPoints.hit('apply.called')
  const type = due.length === 0 ? 'already_so' : 'written'
  await checkpoint((tx) => move(deps, tx, id, { command: 'start', type, outcome: { written: true } }))
  return writeResult
}

/** Stores that the write begins; nothing is written for a request that was withdrawn while the member was read. */
async function storeIntent(deps: RequestDeps, tx: Tx, id: RequestRow['id']): Promise<void> {
  await lockToStart(deps, tx, id)
  await move(deps, tx, id, { command: 'start', type: 'write_started' })
}

async function writeDue(
  deps: Pick<Deps, 'db' | 'site' | 'wecom'>,
  member: WecomMember,
  due: readonly ApprovedChange[],
): Promise<WriteResult> {
  if (due.length === 0) return { isManual: false }
  if (await hasSecondWriter(deps.db)) return { isManual: true, cause: 'other_writer' }
  if (!deps.site.hasContactsSecret) return { isManual: true }
  try {
    const left = await writeFields(deps.wecom, member, due)
    return left.length === 0 ? { isManual: false } : { isManual: true, cause: 'seats_hidden' }
  } catch (error) {
    // The app may not write members, or not this one: people make the change in the console.
    if (error instanceof WecomRefusedError && forbiddenCodes.includes(error.errcode)) return { isManual: true }
    throw error
  }
}
