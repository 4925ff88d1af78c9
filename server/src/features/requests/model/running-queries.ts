import { runningStates } from '@desk/shared/requests/model/request-flow'
import { getTableColumns, inArray, type SQL, sql } from 'drizzle-orm'
import { departments, members, requestCandidates, requests } from '../../../db/schema/index.ts'
import { type DisplayNames, type NameRow, toDisplayNames } from '../../../directory/load-display-names.ts'
import { approversColumn, type StoredApprover } from '../approvers/approver-queries.ts'
import { applicantLeftColumn } from '../approvers/people-queries.ts'
import { isEngineRequestType, type RequestRow, type SelectedRow, toRequestRows } from './request-queries.ts'

/** A running request as JSON: its columns by their names in the database, its approvers, and the names in it. */
export type RunningJson = Record<string, unknown> & {
  approver_rows: StoredApprover[]
  has_applicant_left: boolean
  names: NameRow[]
}

/** SQL: the names of the people and departments of a row of `requests`, for `toDisplayNames`. */
const namesOf = sql`(
  select coalesce(jsonb_agg(jsonb_build_object('userid', named.userid, 'departmentId', named.department_id,
    'name', named.name)), '[]'::jsonb)
  from (
    select person.userid, null::int as department_id, person.name from ${members} as person
    where lower(person.userid) = any(array(
      select lower(one) from unnest(array[requests.applicant_id, requests.subject_id, requests.decided_by,
        requests.decided_for, requests.returned ->> 'by']) as one
      union select lower(asked.userid) from ${requestCandidates} as asked where asked.request_id = requests.id
      union select lower(asked.on_behalf_of) from ${requestCandidates} as asked where asked.request_id = requests.id))
    union all
    select null, unit.id, unit.name from ${departments} as unit where unit.id = any(requests.department_path)
  ) as named)`

/** Returns the SQL of a person's newest running requests as `RunningJson`, newest first: a column of another statement. */
export const newestRunning = (userid: SQL, limit: number): SQL => sql`(
  select coalesce(jsonb_agg(to_jsonb(newest) order by newest.created_at desc, newest.id desc), '[]'::jsonb)
  from (
    select ${requests}.*, ${approversColumn()} as approver_rows, ${applicantLeftColumn()} as has_applicant_left,
      ${namesOf} as names
    from ${requests}
    where ${requests.applicantId} = ${userid} and ${isEngineRequestType()}
      and ${inArray(requests.state, [...runningStates])}
    order by ${requests.createdAt} desc, ${requests.id} desc limit ${sql.raw(String(limit))}
  ) as newest)`

const columns = Object.entries(getTableColumns(requests))

function toSelected({ approver_rows: approverRows, has_applicant_left: hasApplicantLeft, ...json }: RunningJson) {
  const values = columns.map(([key, column]) => {
    const value = json[column.name]
    return [key, value === null || value === undefined ? null : column.mapFromDriverValue(value)]
  })
  return { ...Object.fromEntries(values), approverRows, hasApplicantLeft } as SelectedRow // As the columns say.
}

/** Returns the requests of `newestRunning`, and the names in them. */
export const readRunning = (json: readonly RunningJson[]): { rows: RequestRow[]; names: DisplayNames } => ({
  rows: toRequestRows(json.map(toSelected)),
  names: toDisplayNames(json.flatMap(({ names }) => names)),
})
