import type { MemberActor } from '@desk/shared/identity/actor'
import type { RoleRule } from '@desk/shared/identity/role-rules'
import type { Tx } from '../db/database.ts'
import { AuthRequiredError } from '../kernel/app-error.ts'
import { authorizeRole } from './authorize.ts'
import type { DayDeps } from '../kernel/deps.ts'
import { lockRoles, mayAct } from './actor-queries.ts'

/**
 * Returns the caller with the roles they have now. Called inside the transaction of every command, after it locked its
 * rows and before it enqueues anything: a role that ended while the command waited for a lock has no effect, and a role
 * used here cannot end before the commit.
 *
 * @throws AuthRequiredError when the account was disabled, deleted or suspended since the call began
 */
export async function actorNow(deps: DayDeps, tx: Tx, caller: MemberActor): Promise<MemberActor> {
  const roles = await lockRoles({ ...deps, db: tx }, caller)
  // Read without a lock: commands that lock the member's own row would deadlock.
  if (!(await mayAct(tx, caller.userid))) throw new AuthRequiredError()
  return { kind: 'member', userid: caller.userid, ...roles }
}

/** Returns the same as `actorNow`, for a command under a role rule. @throws NotFoundError when the role is missing */
export async function actorWithRole(deps: DayDeps, tx: Tx, caller: MemberActor, rule: RoleRule): Promise<MemberActor> {
  const actor = await actorNow(deps, tx, caller)
  authorizeRole(actor, rule)
  return actor
}
