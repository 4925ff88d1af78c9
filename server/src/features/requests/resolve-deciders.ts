import { sameUserid } from '@desk/shared/kernel/ids'
import type { Deps } from '../../kernel/deps.ts'
import { holdersFor } from './people-queries.ts'

/**
 * Who decides about `userid`, never himself: the admins of his own department, else its deputies, else those of the
 * nearest department above that has any, else the management department. Empty when nobody is left. Source: domain 4.1,
 * "approver resolution order".
 */
export async function resolveDeciders(
  deps: Pick<Deps, 'db' | 'clock' | 'site'>,
  userid: string,
  path: readonly number[],
): Promise<string[]> {
  const { admins, ops } = await holdersFor(deps, path)
  const levels = [...path].reverse().flatMap((department) => {
    const here = admins.filter(({ departmentId }) => departmentId === department)
    return [here.filter(({ isDeputy }) => !isDeputy), here.filter(({ isDeputy }) => isDeputy)]
  })
  for (const level of [...levels, ops]) {
    const others = level.filter((holder) => !sameUserid(holder.userid, userid)).map((holder) => holder.userid)
    if (others.length > 0) return [...new Set(others)]
  }
  return []
}
