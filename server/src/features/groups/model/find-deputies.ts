import type { MemberActor } from '@desk/shared/identity/actor'
import { mayActOnGroup } from '@desk/shared/groups/group-flow'
import type { Deputies } from '@desk/shared/groups/group-schemas'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import { GroupRefusedError } from '../group-errors.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { findDeputyCandidates } from './member-facts-queries.ts'
import { factsFor } from './group-facts-queries.ts'
import { findGroupRow } from './group-queries.ts'

/**
 * Searches all members of a group whom the actor may appoint as deputy; the group's page lists only the first members.
 */
export async function findDeputies(
  { db }: Pick<Deps, 'db'>,
  actor: MemberActor,
  { id, q }: { id: GroupId; q: string },
): Promise<Deputies> {
  const group = await findGroupRow(db, id)
  if (!group || !mayActOnGroup(actor, 'appoint', await factsFor(db, actor, group)))
    throw new GroupRefusedError('not_found')
  const found = await findDeputyCandidates(db, id, q, PAGE_SIZE)
  const isExcluded = (userid: string) =>
    [group.ownerId, group.deputyId].some((other) => other !== null && sameUserid(userid, other))
  const candidates = found.filter(({ userid }) => !isExcluded(userid))
  const names = await departmentNames(
    db,
    candidates.flatMap(({ department }) => department ?? []),
  )
  return {
    items: candidates.map(({ userid, name, department }) => ({
      userid,
      name,
      department: department === null ? [] : [names.get(department) ?? ''].filter((name) => name !== ''),
    })),
  }
}
