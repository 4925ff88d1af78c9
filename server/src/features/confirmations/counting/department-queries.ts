import type { Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { members } from '../../../db/schema/index.ts'

/** Lists the main department of a member, null if they have none; an empty list for an unknown member. */
export async function listDepartmentsOf(tx: Tx, userid: string): Promise<(number | null)[]> {
  const rows = await tx
    .select({ id: members.mainDepartmentId })
    .from(members)
    .where(matchesUserid(members.userid, userid))
  return rows.map(({ id }) => id)
}
