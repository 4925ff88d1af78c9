import { goneReasonOf } from '@desk/shared/groups/group-states'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { countMembers, type GroupRow, listGroupMembers, patchMembers, saveGroup } from '../model/group-queries.ts'
import type { PersonFacts } from '../model/member-facts-queries.ts'

/** Stores which members' reasons for membership no longer apply, or apply again. Members without facts are skipped. */
export async function updateReasons(
  deps: Pick<Deps, 'clock'>,
  tx: Tx,
  group: GroupRow,
  facts: ReadonlyMap<string, PersonFacts>,
): Promise<GroupRow> {
  const at = deps.clock.now()
  let changed = 0
  for (const member of await listGroupMembers(tx, group.id)) {
    const person = facts.get(member.userid)
    if (!person) continue
    const goneReason = goneReasonOf(member.reason, member.departmentId, person)
    if (goneReason === member.goneReason) continue
    changed += 1
    await patchMembers(tx, group.id, [member.userid], { goneReason, goneAt: goneReason === null ? null : at })
  }
  if (changed === 0) return group
  return saveGroup(tx, group, await countMembers(tx, group.id))
}
