import type { ConfirmationPeople, ConfirmationPerson } from '@desk/shared/confirmations/confirmation-schemas'
import {
  type ConfirmationCounts,
  type ConfirmationState,
  confirmationStates,
  isOpenState,
} from '@desk/shared/confirmations/confirmation-states'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { memberNames } from '../../../directory/member-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listPathNames } from '../../policies/roster/department-path-queries.ts'
import { byDepartment, inDepartmentsAfter } from '../../policies/roster/filter-queries.ts'
import { type CampaignRow, isOpen, stateOf } from '../model/campaign-queries.ts'
import { asSeenBy } from '../model/own-report.ts'
import { hasState, isSeenAs, listPersons, type PersonRow } from '../model/person-queries.ts'
import { changedFields, fieldHashesOf } from '../model/shown-data.ts'
import { listShownValues } from '../model/shown-values.ts'
import { isSelf } from '../model/viewers.ts'
import { departmentsOfPage } from '../../policies/roster/count-queries.ts'
import { listDepartmentsWithState } from './board-queries.ts'

/** Departments read per query. */
const DEPARTMENT_BATCH = 50

export type PeopleSelection = { scope: number; state: ConfirmationState | undefined; after: string | undefined }

type Reader = {
  actor: MemberActor
  /** Whether they may confirm these people in person, or report that they left. */
  isResponsible: boolean
  /** Whether they are counted in this part of the company as having left. */
  isCountedAsLeft: boolean
}

/** Lists people of a part of the company in a state, sorted by department. `counts`: of that part, as the reader sees it. */
export async function listPeopleOf(
  deps: ReadDeps,
  campaign: CampaignRow,
  { scope, state, after }: PeopleSelection,
  { counts, ...reader }: Reader & { counts: ConfirmationCounts },
): Promise<ConfirmationPeople> {
  const rows = await readPage(deps, campaign, { scope, state, after }, reader)
  const shown = rows.slice(0, DESK_PAGE_SIZE)
  const last = shown.at(-1)
  const states: readonly ConfirmationState[] = state === undefined ? confirmationStates : [state]
  return {
    items: await toPeople(
      deps,
      campaign,
      shown.map((person) => asSeenBy(reader.actor, person)),
      reader,
    ),
    next: rows.length > DESK_PAGE_SIZE && last ? `${String(last.departmentId)}:${last.userid}` : null,
    total: states.reduce((sum, name) => sum + counts[name], 0),
  }
}

/**
 * Lists one person more than a page, if there are that many. Reads only departments whose counters show someone in that
 * state, so that the cost depends on the page and not on the company.
 */
async function readPage(
  deps: ReadDeps,
  campaign: CampaignRow,
  { scope, state, after }: PeopleSelection,
  { actor, isCountedAsLeft }: Reader,
) {
  const [departmentId = '0', userid = ''] = after?.split(':') ?? []
  const states: readonly ConfirmationState[] = state === undefined ? confirmationStates : [state]
  // The reader is stored as `left` and shown as `pending`; their department may have no other pending person.
  const counted: readonly ConfirmationState[] = isCountedAsLeft && state === 'pending' ? [...states, 'left'] : states
  const where = isCountedAsLeft ? isSeenAs(state, actor.userid) : hasState(state)
  const rows: PersonRow[] = []
  let first = Number(departmentId)
  for (;;) {
    const query = { departmentId: scope, states: counted, from: first, limit: DEPARTMENT_BATCH }
    const found = await listDepartmentsWithState(deps.db, campaign.id, query)
    const batch = departmentsOfPage(found)
    const only = inDepartmentsAfter(batch, Number(departmentId), userid)
    const limit = DESK_PAGE_SIZE + 1 - rows.length
    if (batch.length > 0) rows.push(...(await listPersons(deps, campaign, { only, where, order: byDepartment, limit })))
    const lastId = batch.at(-1)
    const isEnd = batch.length === found.length && found.length < DEPARTMENT_BATCH
    if (rows.length > DESK_PAGE_SIZE || isEnd || lastId === undefined) return rows
    first = lastId + 1
  }
}

async function toPeople(
  deps: ReadDeps,
  campaign: CampaignRow,
  rows: readonly PersonRow[],
  { actor, isResponsible }: Reader,
): Promise<ConfirmationPerson[]> {
  const paths = await listPathNames(
    deps.db,
    rows.map(({ departmentId }) => departmentId),
  )
  const values = await listShownValues(deps.db, campaign, rows)
  const names = await memberNames(
    deps.db,
    rows.flatMap(({ by, userid }) => (by === null || sameUserid(by, userid) ? [] : [by])),
  )
  const mayConfirm = isResponsible && isOpen(campaign)
  // A person who reported wrong data cannot be reported as having left, only be confirmed in person, after the last day.
  const isLate = stateOf(deps, campaign) === 'late'
  const isConfirmable = (state: ConfirmationState) =>
    isOpenState(state) || state === 'left' || (state === 'wrong' && isLate)
  return rows.map((person, index) => ({
    userid: person.userid,
    name: person.name,
    department: paths.get(person.departmentId) ?? [],
    state: person.state,
    values: values[index] ?? [],
    fields: fieldsOf(campaign, person),
    hash: person.hash,
    answeredAt: person.answeredMs === null ? null : new Date(person.answeredMs).toISOString(),
    method: person.method,
    by: person.by === null || sameUserid(person.by, person.userid) ? null : names(person.by).name,
    mayConfirm: mayConfirm && isConfirmable(person.state) && !isSelf(actor, person.userid),
  }))
}

/** Returns the fields to point out: those that changed since the answer, or that the person reported as wrong. */
function fieldsOf(campaign: CampaignRow, person: PersonRow): ConfirmationPerson['fields'] {
  if (person.state === 'changed') return changedFields(person.fieldHashes ?? {}, fieldHashesOf(campaign, person))
  return person.state === 'wrong' ? [...(person.wrongFields ?? [])] : []
}
