import type { AccountState, ListedPerson, PeoplePage, PeopleQuery } from '@desk/shared/accounts/people-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { storableText } from '@desk/shared/kernel/plain-text'
import * as z from 'zod/mini'
import { departmentNames } from '../../../directory/department-names.ts'
import { ACTIVE, DISABLED, LEFT } from '../../../directory/member-drift.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import { listPathNames } from '../../policies/roster/department-path-queries.ts'
import { listPeopleRows, type PersonRow } from './people-queries.ts'
import { peopleScope } from './people-scope.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

const cursorSchema = z.tuple([storableText, storableText])
/** A cursor has at most 200 characters: a longer key is cut, and rows that share the cut key may repeat. */
const KEY_MAX = 40

/** The state of an account by WeCom's status number. */
const states: Readonly<Record<number, AccountState>> = {
  [ACTIVE]: 'active',
  [DISABLED]: 'disabled',
  4: 'not_activated',
  [LEFT]: 'left',
}

/** Returns the person as lists show them. A person who was reported as leaving does not see the report about themselves. */
export const toListed = (row: PersonRow, path: readonly string[], reader: MemberActor): ListedPerson => ({
  userid: row.userid,
  name: row.name,
  department: [...path],
  position: row.position,
  account: states[row.status] ?? 'left',
  isPartner: row.isPartner,
  isReported: row.isReported && !sameUserid(row.userid, reader.userid),
})

/** Lists people in order of their names: all for HR and the management department, those of their departments for an admin. */
export async function listPeople(
  deps: ReadDeps,
  actor: MemberActor,
  { q, department, after }: PeopleQuery,
): Promise<PeoplePage> {
  const scope = peopleScope(actor)
  const place = decodeCursor(cursorSchema, after)
  const rows = await listPeopleRows(deps.db, {
    scope,
    department: department === undefined ? null : Number(department),
    q: q ?? null,
    after: place && { nameKey: place[0], userid: place[1] },
    limit: DESK_PAGE_SIZE + 1,
  })
  const { shown, next } = cutPage(rows, DESK_PAGE_SIZE, ({ nameKey, userid }) => [nameKey.slice(0, KEY_MAX), userid])
  const paths = await listPathNames(
    deps.db,
    shown.map(({ mainDepartmentId }) => mainDepartmentId ?? ROOT_DEPARTMENT),
  )
  const names = scope === null ? null : await departmentNames(deps.db, scope)
  return {
    items: shown.map((row) => toListed(row, paths.get(row.mainDepartmentId ?? ROOT_DEPARTMENT) ?? [], actor)),
    next,
    departments: scope && names && scope.map((id) => ({ id, name: names.get(id) ?? String(id) })),
  }
}
