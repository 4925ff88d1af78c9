import type { RequestItem } from '@desk/shared/requests/types/index'
import { and, lt, type SQL, sql } from 'drizzle-orm'
import { departments, members, requests } from '../../../db/schema/index.ts'
import { nameKeyOf } from '../../../directory/name-search-keys.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/** Narrows the requests that wait for a person's decision. */
export type WaitingFilter = {
  search?: string | undefined
  /** Only requests that change one of these. */
  items?: readonly RequestItem[] | undefined
  /** Only requests that were due before this time. */
  dueBefore?: Date | undefined
}

export const matchesFilter = ({ search, items, dueBefore }: WaitingFilter): SQL | undefined =>
  and(
    search === undefined ? undefined : matchesSearch(search),
    items === undefined ? undefined : sql`jsonb_exists_any(${requests.payload}, ${sql.param([...items])}::text[])`,
    dueBefore === undefined ? undefined : lt(requests.dueAt, dueBefore),
  )

/**
 * Returns the SQL condition that the text is part of a name (of the applicant, of the person whom a request is about, or of
 * their department), or of a previous or requested value; pinyin and initials must begin with it.
 */
function matchesSearch(search: string): SQL {
  const literal = nameKeyOf(search).replace(/[\\%_]/g, '\\$&')
  const part = `%${literal}%`
  const beginning = `${literal}%`
  return sql`(
    exists (select 1 from ${members}
      where lower(${members.userid}) in (lower(${requests.applicantId}), lower(${requests.subjectId})) and (
      ${members.name} ilike ${part} or ${members.pinyin} like ${beginning} or ${members.initials} like ${beginning}))
    or ${requests.departmentPath} && array(
      select ${departments.id} from ${departments} where ${departments.id} <> ${ROOT_DEPARTMENT} and ${departments.name} ilike ${part})
    or exists (select 1 from jsonb_path_query(${requests.payload}, '$.**') value
      where jsonb_typeof(value) = 'string' and value #>> '{}' ilike ${part}))`
}
