import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import type { LostRefusedError } from '../lost-device-errors.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { lockUnlockers } from '../cases/case-queries.ts'
import { isCreator } from '../cases/on-call-roster.ts'

/**
 * Returns why an account may not be locked: it belongs to the creator of the company in WeCom, or to the last person
 * who could unlock. A person whose own lock is requested can unlock no one, whether it is confirmed or not. See
 * attack F-b in docs/security.md.
 */
export async function findLockRefusal(
  deps: DayDeps & { db: Tx },
  subjectId: string,
  actorId: string,
): Promise<ConstructorParameters<typeof LostRefusedError>[0] | null> {
  if (await isCreator(deps.db, subjectId)) return 'creator'
  const isSubject = (userid: string) => sameUserid(userid, subjectId)
  const unlockers = () => listRoleHolders(deps, 'ops', 'ops_lead')
  if (!(await unlockers()).some(isSubject)) return null
  await lockUnlockers(deps.db)
  if ((await unlockers()).some((userid) => !isSubject(userid))) return null
  return sameUserid(subjectId, actorId) ? 'only_ops_self' : 'last_ops'
}
