import type { SystemActor } from '@desk/shared/identity/actor'
import { DAILY_PER_COMPANY } from '@desk/shared/groups/group-states'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { endOfDay, instantOf } from '@desk/shared/kernel/working-calendar'
import { advance, isUndoable, STOPPED } from '@desk/shared/requests/model/request-flow'
import type { Tx } from '../../../db/database.ts'
import { WecomRefusedError, forbiddenCodes } from '../../../kernel/app-error.ts'
import { today } from '../../../access/grant-conditions.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import type { Job } from '../../../outbox/outbox-queries.ts'
import { type Checkpoint, type JobHandler, noWrites, type ResultWrites } from '../../../outbox/run-job.ts'
import type { WecomGroup } from '../../../ports/wecom-groups.ts'
import type { GroupEffectDeps } from '../model/group-deps.ts'
import type { RequestStepDeps } from '../../requests/model/request-deps.ts'
import type { RequestTypeDeps } from '../../requests/model/request-type.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { advanceRequest, lockToStart } from '../../requests/commands/advance-request.ts'
import { notifyApplicant } from '../../requests/cards/request-notices.ts'
import { recordRetry } from '../../requests/model/record-change.ts'
import { lockRequest, requireRequest, type RequestRow } from '../../requests/model/request-queries.ts'
import { chatIdOf, payloadOf } from '../model/group-request.ts'
import { admitMembers } from '../joining/admit-members.ts'
import { sendWelcomeMessage } from '../chat/send-welcome-message.ts'
import { UNKNOWN_MEMBER_CODES, listUnknownMembers } from '../chat/unknown-members.ts'
import { countCreatedSince, findGroupOfRequest } from '../model/group-queries.ts'
import { registerGroup } from '../registry/register-group.ts'

const worker: SystemActor = { kind: 'system', job: 'group_create.make' }
/** The chat id exists already. */
const ID_TAKEN = 86215
/** No group has the chat id. */
const NO_SUCH_GROUP = 86003

/**
 * Creates the group and reads it back. Its id in WeCom is derived from the request's, and the intent is stored before
 * the call: a retry first looks for the group, so that a lost response never leads to a second one.
 */
export function createGroupHandler(deps: GroupEffectDeps & RequestTypeDeps): JobHandler {
  return {
    async handle(job, checkpoint) {
      const id = requestIdOf(job.payload)
      const request = await requireRequest(deps.db, id)
      const isEarly = request.state === 'decided' && isUndoable(request.undoUntil, deps.clock.now())
      if (isEarly || !advance(request.state, 'start') || request.phase !== null) return noWrites
      const { groupToCreate, leftOut, obstacle } = await admitMembers(deps, request, chatIdOf(deps.site.corpId, id))
      if (obstacle !== null) return (tx) => endWithObstacle(deps, tx, id, obstacle)
      await waitForQuota(deps, request)
      if (request.state !== 'executing') await checkpoint((tx) => storeIntent(deps, tx, id))
      deps.failPoints.hit('group.intent_stored')
      return createAndRead(deps, checkpoint, request, groupToCreate, leftOut)
    },

    onRetry: (tx, job, failure, retryAt) =>
      recordRetry(deps, tx, { actor: worker, requestId: requestIdOf(job.payload), job, failure, retryAt }),

    onGiveUp: (tx, job, { cause }) => recordFailure(deps, tx, requestIdOf(job.payload), cause, STOPPED),

    async requeue(tx, job, actor) {
      await advanceRequest(deps, tx, requestIdOf(job.payload), { actor, command: 'start', type: 'write_resumed' })
    },

    confirmManually: (job, actor) => confirmCreated(deps, job, actor),

    isDone: async (job) => (await deps.wecom.findGroup(chatIdOf(deps.site.corpId, requestIdOf(job.payload)))) !== null,
  }
}

/** Stores that the creation begins. Nothing is created for a request that was withdrawn after the job read it. */
async function storeIntent(deps: RequestStepDeps, tx: Tx, id: RequestId): Promise<void> {
  await lockToStart(deps, tx, id)
  await advanceRequest(deps, tx, id, { actor: worker, command: 'start', type: 'write_started' })
}

/** Ends a request for which no group can be created, unless it was withdrawn after the job read it. */
async function endWithObstacle(deps: RequestStepDeps, tx: Tx, id: RequestId, obstacle: string): Promise<void> {
  await lockToStart(deps, tx, id)
  await recordFailure(deps, tx, id, obstacle)
}

/** Defers further groups to the next day once the company's own daily limit, which is below WeCom's, is reached. */
async function waitForQuota(deps: ReadDeps, request: RequestRow): Promise<void> {
  if (request.state === 'executing') return
  const day = today(deps)
  if ((await countCreatedSince(deps.db, instantOf(deps.site.timeZone, day, 0))) < DAILY_PER_COMPANY) return
  throw new JobDeferredError('group_quota', endOfDay(deps.site.timeZone, day))
}

async function createAndRead(
  deps: GroupEffectDeps & RequestTypeDeps,
  checkpoint: Checkpoint,
  request: RequestRow,
  requested: WecomGroup,
  leftOut: readonly string[],
): Promise<ResultWrites> {
  const { id } = request
  try {
    const wasTried = request.state === 'executing' || deps.afterRestore?.asksFirst === true
    const refused = await createOnce(deps, requested, { wasTried })
    deps.failPoints.hit('group.called')
    const found = await deps.wecom.findGroup(requested.chatId)
    // Gives up: the group was created and cannot be read, so a person has to check.
    if (!found) throw new WecomRefusedError(NO_SUCH_GROUP, 'appchat/get')
    // A group that an earlier attempt registered was as requested; its members may have changed it since.
    const isRegistered = (await findGroupOfRequest(deps.db, id)) !== null
    if (!isRegistered && !isAsRequested(found, requested)) return (tx) => recordDifference(deps, tx, id, found)
    const missing = listMissing(found, payloadOf(request).members, [...leftOut, ...refused])
    const group = await registerGroup(deps, checkpoint, request, { found, missing })
    await sendWelcomeMessage(deps, checkpoint, group)
    deps.failPoints.hit('group.read_back')
    return (tx) => finish(deps, tx, id, found)
  } catch (error) {
    // The app is not visible to the whole company, or may not create groups (doc 90244).
    if (error instanceof WecomRefusedError && forbiddenCodes.includes(error.errcode))
      return (tx) => requestManualCreation(deps, tx, id, String(error.errcode))
    throw error
  }
}

/**
 * Creates the group; looks for it first where the response to an earlier attempt may have been lost. Returns the members
 * whom WeCom refused.
 */
async function createOnce(
  deps: Pick<Deps, 'wecom'>,
  requested: WecomGroup,
  { wasTried }: { wasTried: boolean },
): Promise<readonly string[]> {
  if (wasTried && (await deps.wecom.findGroup(requested.chatId))) return []
  try {
    await deps.wecom.createGroup(requested)
    return []
  } catch (error) {
    if (!(error instanceof WecomRefusedError)) throw error
    // Created by an earlier attempt or by another program: the read-back decides.
    if (error.errcode === ID_TAKEN) return []
    if (!UNKNOWN_MEMBER_CODES.includes(error.errcode)) throw error
    const { members, ownerId } = requested
    const refused = await listUnknownMembers(
      deps,
      members.filter((userid) => !sameUserid(userid, ownerId)),
    )
    if (refused.length === 0) throw error
    await deps.wecom.createGroup({ ...requested, members: members.filter((userid) => !refused.includes(userid)) })
    return refused
  }
}

const lowerCased = (userids: readonly string[]) => new Set(userids.map((userid) => userid.toLowerCase()))

/**
 * Returns whether the group with the chat id of the request is the requested one. Its members may have invited or removed
 * someone before it was registered.
 */
const isAsRequested = (found: WecomGroup, { name, ownerId }: WecomGroup): boolean =>
  found.name === name && sameUserid(found.ownerId, ownerId)

function listMissing(found: WecomGroup, requested: readonly string[], leftOut: readonly string[]): string[] {
  const present = lowerCased(found.members)
  return [...new Set([...requested.filter((userid) => !present.has(userid.toLowerCase())), ...leftOut])]
}

async function finish(deps: RequestStepDeps, tx: Tx, id: RequestId, found: WecomGroup): Promise<void> {
  const request = await lockRequest(tx, id)
  if (request.state !== 'executing') return
  const outcome = { written: true, readBack: { group: found.name }, doneAt: deps.clock.now().toISOString() }
  const step = { actor: worker, command: 'finish', type: 'read_back_equal', outcome, details: { count: 1 } } as const
  await notifyApplicant(deps, tx, await advanceRequest(deps, tx, id, step))
}

/** Records that WeCom has another group under this id. Operators see its name, and create the requested group manually. */
async function recordDifference(deps: RequestStepDeps, tx: Tx, id: RequestId, found: WecomGroup): Promise<void> {
  const details = { fields: ['group' as const], note: erasableText(deps, found.name) }
  const step = { actor: worker, command: 'start', type: 'read_back_differs', phase: 'by_hand', details } as const
  await notifyApplicant(deps, tx, await advanceRequest(deps, tx, id, step), 'request.mismatch')
}

async function requestManualCreation(deps: RequestStepDeps, tx: Tx, id: RequestId, cause: string): Promise<void> {
  const request = await lockRequest(tx, id)
  if (request.state !== 'executing' || request.phase !== null) return
  await advanceRequest(deps, tx, id, {
    actor: worker,
    command: 'start',
    type: 'manual_asked',
    phase: 'by_hand',
    details: { cause, fields: ['group'] },
  })
}

async function recordFailure(
  deps: RequestStepDeps,
  tx: Tx,
  id: RequestId,
  cause: string,
  phase?: typeof STOPPED,
): Promise<void> {
  const failed = await advanceRequest(deps, tx, id, {
    actor: worker,
    command: 'fail',
    type: 'write_failed',
    phase: phase ?? null,
    details: { cause },
  })
  await notifyApplicant(deps, tx, failed)
}

/** Confirms a creation that an operator reports, only if WeCom shows the requested group under this id; null: it does not. */
async function confirmCreated(
  deps: GroupEffectDeps & RequestTypeDeps,
  job: Job,
  actor: Parameters<NonNullable<JobHandler['confirmManually']>>[1],
): Promise<ResultWrites | null> {
  const id = requestIdOf(job.payload)
  const request = await requireRequest(deps.db, id)
  const { groupToCreate } = await admitMembers(deps, request, chatIdOf(deps.site.corpId, id))
  const found = await deps.wecom.findGroup(groupToCreate.chatId)
  if (!found || !isAsRequested(found, groupToCreate)) return null
  const missing = listMissing(found, payloadOf(request).members, [])
  return async (tx) => {
    await registerGroup(deps, (write) => write(tx).then(() => {}), request, { found, missing })
    await advanceRequest(deps, tx, id, { actor, command: 'start', type: 'done_by_hand', outcome: { written: true } })
    await finish(deps, tx, id, found)
  }
}

function requestIdOf(payload: unknown): RequestId {
  const { requestId } = payload as { requestId?: unknown }
  if (typeof requestId !== 'string') throw new Error('A group job without a request id')
  return requestId as RequestId
}
