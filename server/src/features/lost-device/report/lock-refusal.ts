import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import type { LostRefusedError } from '../lost-device-errors.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { holdersOf, lockKeepers } from '../cases/case-queries.ts'
import { isCreator } from '../cases/on-call-roster.ts'

/**
 * Whom nobody locks, and why: whoever made the company in WeCom, and the last one who could unlock. Whose lock is ordered
 * can unlock nobody, proven or not. Source: reliability API6 F-b.
 */
export async function findLockRefusal(
  deps: DayDeps & { db: Tx },
  subjectId: string,
  actorId: string,
): Promise<ConstructorParameters<typeof LostRefusedError>[0] | null> {
  if (await isCreator(deps.db, subjectId)) return 'creator'
  const isSubject = (userid: string) => sameUserid(userid, subjectId)
  const keepers = () => holdersOf(deps, ['ops', 'ops_lead'])
  if (!(await keepers()).some(isSubject)) return null
  await lockKeepers(deps.db)
  if ((await keepers()).some((userid) => !isSubject(userid))) return null
  return sameUserid(subjectId, actorId) ? 'only_ops_self' : 'last_ops'
}
