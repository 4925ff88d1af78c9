import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { commandsFor, type HumanCommand } from '@desk/shared/requests/model/request-flow'
import { can, isSelfApproval } from '@desk/shared/requests/permissions'
import type { RequestEventType } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import { ChangedMeanwhileError, CommandRefusedError, type ConflictInfo, SelfApprovalError } from '../request-errors.ts'
import { KeyReusedError, RequestNotFoundError } from '../../../kernel/app-error.ts'
import { actorNow } from '../../../access/current-actor.ts'
import { authorize } from '../../../access/authorize.ts'
import { wasReleased } from '../approvers/approver-queries.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { type ChangeDetails, recordChange } from '../model/record-change.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import {
  lockVisible,
  updateRequestColumns,
  type RequestPatch,
  type RequestRow,
  saveRequest,
} from '../model/request-queries.ts'
import { conflictDetails } from './conflict-details.ts'

/** A command of a person on a request. */
export type Command = {
  id: RequestId
  name: HumanCommand
  /** Version that was on screen; null where nothing depends on it. */
  version: number | null
  seenHash?: string
  /** Idempotency key of the browser; a repeated command is not executed again. */
  key?: string | undefined
  /** Body of the command: the same key with another body is refused. */
  body?: unknown
}

/** A locked request on which the command is allowed. */
export type CommandContext = {
  tx: Tx
  /** The actor with the roles that they hold now. */
  actor: MemberActor
  request: RequestRow
  now: Date
  /** Describes the current state for an error. */
  conflict(): Promise<ConflictInfo>
  /** Writes the transition, with its rows in the timeline and in the audit. */
  write(transition: Transition): Promise<RequestRow>
}

type Transition = {
  type: RequestEventType
  patch: RequestPatch
  details?: ChangeDetails
  /** Keeps the version, because no decision depends on the change: an approver's view stays current. */
  isNote?: boolean
}

type TransitionFn = (context: CommandContext) => Promise<RequestRow>
type Receipt = NonNullable<RequestRow['lastCommand']>

/**
 * Executes a command of a person on a request. Checks visibility, permission by current roles, state and version, then
 * calls `transition`, which writes the step with its messages and effects in one transaction. A command repeated with
 * its key returns the present request.
 */
export async function executeCommand(
  deps: RequestDeps,
  caller: MemberActor,
  command: Command,
  transition: TransitionFn,
): Promise<RequestRow> {
  const written = await deps.db.transaction(async (tx) => {
    const request = await lockVisible(tx, caller, command.id)
    const actor = await actorNow(deps, tx, caller)
    if (!request) throw new RequestNotFoundError()
    const receipt = receiptOf(actor, command)
    if (receipt && isRepeated(request, receipt)) return request
    if (approverCommands.includes(command.name) && isSelfApproval(actor, request)) throw new SelfApprovalError()
    const conflict = () => conflictDetails(deps, tx, actor, request)
    const requireCurrent = async () => {
      if (!commandsFor(request.state).includes(command.name))
        throw new CommandRefusedError(request.state, command.name, await conflict())
      if (isStale(request, command)) throw new ChangedMeanwhileError(await conflict())
    }
    if (await isReplaced(tx, actor, request, command)) await requireCurrent()
    authorize(actor, `request.${command.name}`, request)
    await requireCurrent()
    const now = deps.clock.now()
    const write = (step: Transition) => writeStep(deps, tx, { actor, request, receipt, now }, step)
    return transition({ tx, actor, request, now, conflict, write })
  })
  deps.failPoints.hit(`${command.name}.committed`)
  return written
}

const approverCommands: readonly HumanCommand[] = ['decide', 'return', 'transfer']

/**
 * Returns whether the actor was an approver and another person is in their place. Their page may show the request as
 * theirs, so they are told who has it now; a card action, which has no version, only closes the card.
 */
const isReplaced = async (
  tx: Tx,
  actor: MemberActor,
  request: RequestRow,
  { name, version }: Command,
): Promise<boolean> =>
  version !== null &&
  approverCommands.includes(name) &&
  can(actor, 'request.read', request) &&
  !can(actor, `request.${name}`, request) &&
  (await wasReleased(tx, request.id, actor.userid))

const isStale = (request: RequestRow, { version, seenHash }: Command) =>
  (version !== null && version !== request.version) || (seenHash !== undefined && seenHash !== request.seenHash)

async function writeStep(
  deps: RequestDeps,
  tx: Tx,
  { actor, request, receipt, now }: Pick<CommandContext, 'actor' | 'request' | 'now'> & { receipt: Receipt | null },
  { type, patch, details = {}, isNote = false }: Transition,
): Promise<RequestRow> {
  const stored = receipt ? { ...patch, lastCommand: receipt } : patch
  const saved = isNote
    ? await updateRequestColumns(tx, request, stored)
    : await saveRequest(tx, request, { ...stored, updatedAt: now })
  const onBehalfOf = delegatorOf(actor, request)
  await recordChange(deps, tx, {
    actor,
    request: saved,
    type,
    details: onBehalfOf === null ? details : { ...details, onBehalfOf },
  })
  return saved
}

/** Returns the delegator for whom this person is an approver; null when they decide in their own right. */
export const delegatorOf = (actor: MemberActor, { approvers }: RequestRow): string | null =>
  approvers.find(({ userid }) => sameUserid(userid, actor.userid))?.onBehalfOf ?? null

function receiptOf(actor: MemberActor, { key, name, version, seenHash, body }: Command): Receipt | null {
  if (key === undefined) return null
  return { key, by: actor.userid, hash: sha256(JSON.stringify({ command: name, version, seenHash, body })) }
}

function isRepeated({ lastCommand }: RequestRow, receipt: Receipt): boolean {
  if (lastCommand?.key !== receipt.key || lastCommand.by !== receipt.by) return false
  if (lastCommand.hash !== receipt.hash) throw new KeyReusedError()
  return true
}
