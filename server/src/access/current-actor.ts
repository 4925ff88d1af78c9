import type { MemberActor } from '@desk/shared/identity/actor'
import type { RoleRule } from '@desk/shared/identity/role-rules'
import type { Tx } from '../db/database.ts'
import { AuthRequiredError } from '../kernel/app-error.ts'
import { authorizeRole } from './authorize.ts'
import type { DayDeps } from '../kernel/deps.ts'
import { holdRoles, mayAct } from './actor-queries.ts'

/**
 * The caller as they may act now. Asked inside the transaction of every command, once it has its rows and before it owes
 * anything: what ended while it waited entitles to nothing, and what is held now ends only after it. The session said the
 * same when the call began; in between there may be as long a wait as somebody else's lock.
 *
 * @throws AuthRequiredError for an account that was disabled, left or was reported lost meanwhile
 */
export async function actorNow(deps: DayDeps, tx: Tx, caller: MemberActor): Promise<MemberActor> {
  const held = await holdRoles({ ...deps, db: tx }, caller)
  // Read, and not held: commands that take the member's own row would wait for each other in a circle.
  if (!(await mayAct(tx, caller.userid))) throw new AuthRequiredError()
  return { kind: 'member', userid: caller.userid, ...held }
}

/** The same for a command under a rule about roles. @throws NotFoundError as a page would whose role is not held */
export async function actorUnder(deps: DayDeps, tx: Tx, caller: MemberActor, rule: RoleRule): Promise<MemberActor> {
  const actor = await actorNow(deps, tx, caller)
  authorizeRole(actor, rule)
  return actor
}
