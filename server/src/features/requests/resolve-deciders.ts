import { sameUserid } from '@desk/shared/kernel/ids'
import type { Database } from '../../db/database.ts'
import { holdersFor } from './people-queries.ts'

/**
 * Who decides about `userid`, never himself: the admins of his own department, else of the nearest department above that
 * has any, else the management department. Empty when nobody is left. Source: domain 4.1, "approver resolution order".
 */
export async function resolveDeciders(db: Database, userid: string, path: readonly number[]): Promise<string[]> {
  const { admins, ops } = await holdersFor(db, path)
  const levels = [...path]
    .reverse()
    .map((department) => admins.filter(({ departmentId }) => departmentId === department))
  for (const level of [...levels, ops]) {
    const others = level.filter((holder) => !sameUserid(holder.userid, userid)).map((holder) => holder.userid)
    if (others.length > 0) return [...new Set(others)]
  }
  return []
}
