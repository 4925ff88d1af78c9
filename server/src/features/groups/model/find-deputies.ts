import type { MemberActor } from '@desk/shared/identity/actor'
import { mayGroup } from '@desk/shared/groups/group-flow'
import type { Deputies } from '@desk/shared/groups/group-schemas'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import { GroupRefusedError } from '../group-errors.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { findFit } from './deputy-queries.ts'
import { factsFor } from './group-facts-queries.ts'
import { findGroupRow } from './group-queries.ts'

/** Whom this person may name as deputy, however many are in the group; its page shows the first of them only. */
export async function findDeputies(
  { db }: Pick<Deps, 'db'>,
  actor: MemberActor,
  { id, q }: { id: GroupId; q: string },
): Promise<Deputies> {
  const group = await findGroupRow(db, id)
  if (!group || !mayGroup(actor, 'appoint', await factsFor(db, actor, group))) throw new GroupRefusedError('not_found')
  const found = await findFit(db, id, q, PAGE_SIZE)
  const isOne = (userid: string) => [group.ownerId, group.deputyId ?? ''].some((other) => sameUserid(userid, other))
  const fit = found.filter(({ userid }) => !isOne(userid))
  const names = await departmentNames(
    db,
    fit.flatMap(({ department }) => department ?? []),
  )
  return {
    items: fit.map(({ userid, name, department }) => ({
      userid,
      name,
      department: department === null ? [] : [names.get(department) ?? ''].filter((one) => one !== ''),
    })),
  }
}
