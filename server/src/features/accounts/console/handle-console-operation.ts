import type { AcknowledgementBody, AdoptionBody } from '@desk/shared/accounts/console-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError, NotFoundError } from '../../../kernel/app-error.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { AccountRefusedError, notAdopted } from '../account-errors.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { type ConsoleOperationRow, lockOperation, saveHandling } from './console-operation-queries.ts'
import { visibleKinds } from './list-console-operations.ts'

/** Returns the object of an operation's audit entries: not a bare number, since a member may have that userid. */
export const objectOf = (id: number) => `deed:${String(id)}`

type HandleDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>

/** Records that the operation is known and right, with the reason. */
export async function acknowledgeConsoleOperation(
  deps: HandleDeps,
  actor: MemberActor,
  { id, note }: AcknowledgementBody & { id: number },
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    await requireOpen(deps, tx, actor, id)
    await saveHandling(tx, id, { handledAt: at, handledBy: actor.userid, outcome: 'acknowledged', note })
    const entry = { at, actor: actor.userid, action: 'console.acknowledged' as const, object: objectOf(id) }
    await recordAudit(tx, { ...entry, details: { note: erasableText(deps, note) } })
  })
}

/**
 * Records that a flow of this app covers the operation. The flow must have an entry for this member already.
 *
 * @throws InvalidInputError when it has none, or there is no such member; NotFoundError, AccountRefusedError
 */
export async function adoptConsoleOperation(
  deps: HandleDeps & AdoptionDeps,
  actor: MemberActor,
  { id, flow, userid }: AdoptionBody & { id: number },
): Promise<void> {
  const member = await findMemberRow(deps.db, userid)
  if (!member) throw new InvalidInputError('No such member', [{ path: 'userid', code: 'member.unknown' }])
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const operation = await requireOpen(deps, tx, actor, id)
    const adopting = deps.adoptingFlows.find(({ name }) => name === flow)
    if (!(await adopting?.hasMember(tx, member.userid, operation.at))) throw notAdopted()
    const subjectId = member.userid
    await saveHandling(tx, id, { handledAt: at, handledBy: actor.userid, outcome: 'adopted', flow, subjectId })
    const details = { userid: member.userid, flow }
    await recordAudit(tx, { at, actor: actor.userid, action: 'console.adopted', object: objectOf(id), details })
  })
}

/** Locks an operation that the caller may see and nobody has handled yet. @throws NotFoundError, AccountRefusedError */
async function requireOpen(deps: HandleDeps, tx: Tx, caller: MemberActor, id: number): Promise<ConsoleOperationRow> {
  const operation = await lockOperation(tx, id)
  const actor = await actorWithRole(deps, tx, caller, 'hr')
  if (!operation || !visibleKinds(actor).includes(operation.kind)) throw new NotFoundError()
  if (operation.handledAt !== null) throw new AccountRefusedError('changed_meanwhile')
  return operation
}
