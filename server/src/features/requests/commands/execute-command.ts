import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { commandsFor, type HumanCommand } from '@desk/shared/requests/model/request-flow'
import { isSelfApproval } from '@desk/shared/requests/permissions'
import type { RequestEventType } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import { ChangedMeanwhileError, CommandRefusedError, type ConflictInfo, SelfApprovalError } from '../request-errors.ts'
import { KeyReusedError, RequestNotFoundError } from '../../../kernel/app-error.ts'
import { actorNow } from '../../../access/current-actor.ts'
import { authorize } from '../../../access/authorize.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { type ChangeDetails, recordChange } from '../model/record-change.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import {
  lockVisible,
  noteOnRequest,
  type RequestPatch,
  type RequestRow,
  saveRequest,
} from '../model/request-queries.ts'
import { conflictDetails } from './conflict-details.ts'

/** What a person wants of a request. */
export type Command = {
  id: RequestId
  name: HumanCommand
  /** The version that was on screen; null where nothing hangs on it. */
  version: number | null
  seenHash?: string
  /** Made by the browser with the button; the same command again is answered and not repeated. */
  key?: string | undefined
  /** What else was asked for: the same key with something else is refused. */
  body?: unknown
}

/** A request with a command on its way: locked, and found fit for it. */
export type CommandContext = {
  tx: Tx
  /** With the roles that they hold now. */
  actor: MemberActor
  request: RequestRow
  now: Date
  /** For whoever came too late. */
  conflict(): Promise<ConflictInfo>
  /** Writes the step, with its rows in the timeline and in the audit. */
  write(transition: Transition): Promise<RequestRow>
}

type Transition = {
  type: RequestEventType
  patch: RequestPatch
  details?: ChangeDetails
  /** What no decision hangs on leaves the version as it is: the view on an approver's screen stays good. */
  isNote?: boolean
}

type TransitionFn = (context: CommandContext) => Promise<RequestRow>
type Receipt = NonNullable<RequestRow['lastCommand']>

/**
 * The one way in which people change a request: seen, allowed by a role that they still hold, in a state for it, still
 * what was on screen. Then `transition` writes the step and owes messages and effects, all or nothing. The same command
 * again, by its key, gives the request as it is.
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
    if (mustBeAnother.includes(command.name) && isSelfApproval(actor, request)) throw new SelfApprovalError()
    authorize(actor, `request.${command.name}`, request)
    const conflict = () => conflictDetails(deps, tx, actor, request)
    if (!commandsFor(request.state).includes(command.name))
      throw new CommandRefusedError(request.state, command.name, await conflict())
    if (isStale(request, command)) throw new ChangedMeanwhileError(await conflict())
    const now = deps.clock.now()
    const write = (step: Transition) => writeStep(deps, tx, { actor, request, receipt, now }, step)
    return transition({ tx, actor, request, now, conflict, write })
  })
  deps.failPoints.hit(`${command.name}.committed`)
  return written
}

const mustBeAnother: readonly HumanCommand[] = ['decide', 'return', 'transfer']

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
    ? await noteOnRequest(tx, request, stored)
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

/** In whose place this person was asked; null when they decide in their own right. */
export const delegatorOf = (actor: MemberActor, { asked }: RequestRow): string | null =>
  asked.find(({ userid }) => sameUserid(userid, actor.userid))?.onBehalfOf ?? null

function receiptOf(actor: MemberActor, { key, name, version, seenHash, body }: Command): Receipt | null {
  if (key === undefined) return null
  return { key, by: actor.userid, hash: sha256(JSON.stringify({ command: name, version, seenHash, body })) }
}

function isRepeated({ lastCommand }: RequestRow, receipt: Receipt): boolean {
  if (lastCommand?.key !== receipt.key || lastCommand.by !== receipt.by) return false
  if (lastCommand.hash !== receipt.hash) throw new KeyReusedError()
  return true
}
