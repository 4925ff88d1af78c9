import type {
  ConfirmationAnswer,
  ConfirmationField,
  ConfirmationMethod,
  ConfirmationState,
  HiddenField,
} from '@desk/shared/confirmations/confirmation-states'
import { openStates } from '@desk/shared/confirmations/confirmation-states'
import { type SQL, sql } from 'drizzle-orm'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { textArray } from '../../../db/json-parameters.ts'
import { confirmations, members, partners } from '../../../db/schema/index.ts'
import { isNotSuspended } from '../../../directory/suspension-queries.ts'
import { ACTIVE, LEFT } from '../../../directory/member-drift.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { inAudience, toTimestamp } from '../../policies/roster/roster-queries.ts'
import type { CampaignRow } from './campaign-queries.ts'
import type { FieldHashes } from './shown-data.ts'
import { hashOfShownData } from './shown-data-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/** SQL: the department in which a member is counted. */
const countedIn = sql`coalesce(${members.mainDepartmentId}, ${ROOT_DEPARTMENT})`

/**
 * Returns the SQL query of the people of a campaign, each with their state by the rule of `confirmationStateOf`. `only`
 * restricts the members that are read. People who left before the campaign began are not included.
 */
export function peopleOf(deps: Omit<ReadDeps, 'db'>, campaign: CampaignRow, only: SQL = sql`true`): SQL {
  const startedAt = toTimestamp(campaign.startedAt ?? deps.clock.now())
  return sql`
    select person.*, case when is_excluded then 'excluded' when answer is null then 'pending'
      when answer = 'left' then 'left' when answered_hash <> hash then 'changed' when answer = 'wrong' then 'wrong'
      when method = 'in_person' then 'in_person' else 'confirmed' end as state
    from (
      select ${members.userid}, ${members.name}, ${members.alias}, ${members.departmentIds}, ${members.mainDepartmentId},
        ${members.position}, ${members.telephone}, ${countedIn} as department_id, ${members.employedSince},
        ${hashOfShownData(campaign)} as hash,
        ${members.status} <> ${ACTIVE} or coalesce(${partners.endsOn} < ${today(deps)}::date, false)
          or not ${isNotSuspended(members.userid)} as is_excluded,
        last.answer, last.method, last.hash as answered_hash, last.by as answered_by, last.at as answered_at,
        last.field_hashes, last.wrong_fields, last.hidden_fields
      from ${members}
      left join ${partners} on ${partners.userid} = lower(${members.userid})
      left join lateral (
        -- The answer of someone who left and returned was about their earlier employment.
        select answer, method, hash, by, at, field_hashes, wrong_fields, hidden_fields from ${confirmations}
        where campaign_id = ${campaign.id} and userid = lower(${members.userid})
          and at > coalesce(${members.employedSince}, '-infinity')
        order by seq desc limit 1
      ) last on true
      where ${only} and ${inAudience(deps, campaign.audience)}
        and not (${members.status} = ${LEFT} and coalesce(${members.leftAt}, '-infinity') < ${startedAt})
    ) person`
}

/** SQL condition: the person is asked to answer. So is whoever was reported as having left: they do not see the report. */
export const isToAnswer = sql`state = any(${textArray([...openStates, 'left'])})`

export type PersonRow = {
  userid: string
  name: string
  alias: string
  departmentIds: readonly number[]
  mainDepartmentId: number | null
  position: string
  telephone: string
  departmentId: number
  /** Epoch milliseconds, like the other instants; null: a member of the first sync. */
  employedMs: number | null
  state: ConfirmationState
  hash: string
  /** Hash of the data that the latest answer is about. */
  answeredHash: string | null
  answer: ConfirmationAnswer | null
  method: ConfirmationMethod | null
  by: string | null
  answeredMs: number | null
  fieldHashes: FieldHashes | null
  wrongFields: ConfirmationField[] | null
  hiddenFields: HiddenField[] | null
}

const columns = sql`userid, name, alias, department_ids as "departmentIds", main_department_id as "mainDepartmentId", position,
  telephone, department_id as "departmentId", state, hash,
  answered_hash as "answeredHash", answer, method, answered_by as "by",
  (extract(epoch from employed_since) * 1000)::float8 as "employedMs",
  (extract(epoch from answered_at) * 1000)::float8 as "answeredMs", field_hashes as "fieldHashes",
  wrong_fields as "wrongFields", hidden_fields as "hiddenFields"`

type Selection = { only?: SQL; where?: SQL; order?: SQL; limit: number }

/** Lists people of a campaign, by userid unless `order` is given. */
export const listPersons = (
  deps: ReadDeps,
  campaign: CampaignRow,
  { only, where = sql`true`, order = sql`userid`, limit }: Selection,
): Promise<PersonRow[]> =>
  rowsOf<PersonRow>(
    deps.db,
    sql`select ${columns} from (${peopleOf(deps, campaign, only)}) p where ${where} order by ${order} limit ${limit}`,
  )

/** Finds one person of a campaign; null when it does not ask them. */
export async function findInCampaign(deps: ReadDeps, campaign: CampaignRow, userid: string): Promise<PersonRow | null> {
  const only = sql`lower(${members.userid}) = ${userid.toLowerCase()}`
  return (await listPersons(deps, campaign, { only, limit: 1 }))[0] ?? null
}

export async function insertConfirmation(tx: Tx, row: typeof confirmations.$inferInsert): Promise<void> {
  await tx.insert(confirmations).values(row)
}

/** Returns the SQL condition that a reader who was reported as having left sees the person in this state. */
export const isSeenAs = (state: ConfirmationState | undefined, reader: string): SQL =>
  state === undefined
    ? sql`true`
    : sql`case when state = 'left' and lower(userid) = ${reader.toLowerCase()} then 'pending' else state end = ${state}`

/** Returns the SQL condition that the person is in this state; without a state, in any. */
export const hasState = (state: ConfirmationState | undefined): SQL =>
  state === undefined ? sql`true` : sql`state = ${state}`
