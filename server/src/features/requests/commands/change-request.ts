import type { MemberActor } from '@desk/shared/identity/actor'
import { isSelfApproval } from '@desk/shared/requests/permissions'
import type { RequestId } from '@desk/shared/kernel/ids'
import { sameUserid } from '@desk/shared/kernel/ids'
import { commandsFor, type HumanCommand } from '@desk/shared/requests/model/request-flow'
import type { RequestEventType, RequestView } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import {
  ChangedMeanwhileError,
  CommandRefusedError,
  KeyReusedError,
  type Meanwhile,
  RequestNotFoundError,
  SelfApprovalError,
} from '../../../kernel/app-error.ts'
import { actorNow } from '../../../access/act-now.ts'
import { authorize } from '../../../access/authorize.ts'
import { sha256 } from '../../../kernel/hash.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { type ChangeDetails, recordChange } from '../model/record-change.ts'
import {
  lockVisible,
  noteOnRequest,
  requireRequest,
  type RequestPatch,
  type RequestRow,
  saveRequest,
} from '../model/request-queries.ts'
import { toRequestView } from '../model/request-view.ts'
import { whatHappened } from './conflict-details.ts'

/** What a person wants of a request. */
export type Order = {
  id: RequestId
  command: HumanCommand
  /** The version that was on screen; null where nothing hangs on it. */
  version: number | null
  seenHash?: string
  /** Made by the browser with the button; the same order again is answered and not repeated. */
  key?: string | undefined
  /** What else was ordered: the same key with something else is refused. */
  body?: unknown
}

export type Scene = { tx: Tx; request: RequestRow; now: Date; meanwhile(): Promise<Meanwhile> }

/** What is written about it. `follow` owes the messages and effects, in the same transaction. */
export type Outcome = {
  patch: RequestPatch
  /** What no decision hangs on leaves the version as it is: the view on a decider's screen stays good. */
  isNote?: boolean
  type: RequestEventType
  details?: ChangeDetails
  follow?(saved: RequestRow): Promise<unknown>
}

type Plan = (scene: Scene) => Promise<Outcome>

/** Carries the order out, and gives what this person sees of it then. */
export async function changeRequest(
  deps: RequestDeps,
  caller: MemberActor,
  order: Order,
  plan: Plan,
): Promise<RequestView> {
  await carryOut(deps, caller, order, plan)
  return toRequestView(deps, deps.db, caller, await requireRequest(deps.db, order.id))
}

/**
 * The one way in which people change a request: seen, allowed, in a state for it, still what was on screen; then
 * written with its timeline, audit and messages, all or nothing. Gives the row as it was written.
 */
export async function carryOut(deps: RequestDeps, caller: MemberActor, order: Order, plan: Plan): Promise<RequestRow> {
  const written = await deps.db.transaction(async (tx) => {
    const request = await lockVisible(tx, caller, order.id)
    const actor = await actorNow(deps, tx, caller)
    if (!request) throw new RequestNotFoundError()
    const command = commandOf(actor, order)
    if (command && isRepeated(request, command)) return request
    if (mustBeAnother.includes(order.command) && isSelfApproval(actor, request)) throw new SelfApprovalError()
    authorize(actor, `request.${order.command}`, request)
    const meanwhile = () => whatHappened(deps, tx, actor, request)
    if (!commandsFor(request.state).includes(order.command))
      throw new CommandRefusedError(request.state, order.command, await meanwhile())
    if (isStale(request, order)) throw new ChangedMeanwhileError(await meanwhile())
    const now = deps.clock.now()
    const { patch, isNote = false, type, details = {}, follow } = await plan({ tx, request, now, meanwhile })
    const stored = command ? { ...patch, lastCommand: command } : patch
    const saved = isNote
      ? await noteOnRequest(tx, request, stored)
      : await saveRequest(tx, request, { ...stored, updatedAt: now })
    if (!saved) throw new Error('A locked request was written by somebody else')
    const onBehalfOf = principalOf(actor, request)
    await recordChange(deps, tx, {
      actor,
      request: saved,
      type,
      details: onBehalfOf === null ? details : { ...details, onBehalfOf },
    })
    await follow?.(saved)
    return saved
  })
  deps.failPoints.hit(`${order.command}.committed`)
  return written
}

const mustBeAnother: readonly HumanCommand[] = ['decide', 'return', 'transfer']

const isStale = (request: RequestRow, { version, seenHash }: Order) =>
  (version !== null && version !== request.version) || (seenHash !== undefined && seenHash !== request.seenHash)

/** In whose place this person was asked; null when he decides in his own right. */
export const principalOf = (actor: MemberActor, { asked }: RequestRow): string | null =>
  asked.find(({ userid }) => sameUserid(userid, actor.userid))?.onBehalfOf ?? null

function commandOf(actor: MemberActor, { key, command, version, seenHash, body }: Order): RequestRow['lastCommand'] {
  if (key === undefined) return null
  return { key, by: actor.userid, hash: sha256(JSON.stringify({ command, version, seenHash, body })) }
}

function isRepeated({ lastCommand }: RequestRow, command: NonNullable<RequestRow['lastCommand']>): boolean {
  if (lastCommand?.key !== command.key || lastCommand.by !== command.by) return false
  if (lastCommand.hash !== command.hash) throw new KeyReusedError()
  return true
}
