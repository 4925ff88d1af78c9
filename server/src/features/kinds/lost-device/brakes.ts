import { sameUserid } from '@desk/shared/kernel/ids'
import type { LostRefusal } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { holdersOf } from './case-queries.ts'
import { isCreator } from './duty-roster.ts'

/**
 * Whom nobody locks, and why: whoever made the company in WeCom, and the last one who could unlock. Source: reliability
 * API6 F-b.
 */
export async function protectionOf(
  deps: Pick<Deps, 'db' | 'clock' | 'site'>,
  subjectId: string,
  actorId: string,
): Promise<LostRefusal | null> {
  if (await isCreator(deps.db, subjectId)) return 'creator'
  const ops = await holdersOf(deps, ['ops', 'ops_lead'])
  const isLast = ops.length === 1 && ops.every((userid) => sameUserid(userid, subjectId))
  if (!isLast) return null
  return sameUserid(subjectId, actorId) ? 'only_ops_self' : 'last_ops'
}
