import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { Database } from '../../../db/database.ts'
import { departmentNames, pathNames } from '../../../directory/department-names.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { findMemberRow, type MemberRow } from '../../../access/actor-queries.ts'
import { findMembers } from './people-queries.ts'

/** Returns the member whose account could be locked; null when there is no such member or they left. */
export async function findSubject(db: Database, userid: string): Promise<MemberRow | null> {
  const found = await findMemberRow(db, userid)
  return found?.status === LEFT ? null : found
}

export type PersonView = MemberRef & { department: string[] }

/** Returns a function from a userid, in any letter case, to name and department. The name of an unknown person is the userid. */
export async function membersWithDepartment(
  db: Database,
  userids: readonly string[],
): Promise<(userid: string) => PersonView> {
  const rows = await findMembers(db, userids)
  const names = await departmentNames(
    db,
    rows.flatMap(({ path }) => path),
  )
  const byKey = new Map(
    rows.map(({ userid, name, path }) => [userid.toLowerCase(), { userid, name, department: pathNames(path, names) }]),
  )
  return (userid) => byKey.get(userid.toLowerCase()) ?? { userid, name: userid, department: [] }
}
