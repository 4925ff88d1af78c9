import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { noticeKey } from '@desk/shared/notices/notice-policy'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { RosterState } from '@desk/shared/policies/roster'
import { and, gte, like, type SQL, sql } from 'drizzle-orm'
import { today } from '../../../access/grant-conditions.ts'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { members, notices, policyReminderBatches } from '../../../db/schema/index.ts'
import type { ManualReminderScope } from './reminder-batch-queries.ts'
import { isOver } from '../roster/counts.ts'
import { NAMES_PER_GROUP, type Selected, toSelectionConditions, withinScope } from '../roster/selection-queries.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { countersOf } from '../roster/counters-of-state.ts'
import { departmentsOfPage, listWithState } from '../roster/count-queries.ts'
import { byDepartment, inDepartmentsAfter, listMembersInOrder } from '../roster/filter-queries.ts'
import {
  allOf,
  amongUserids,
  hasState,
  isUnsigned,
  listRoster,
  roster,
  type RosterDeps,
} from '../roster/roster-queries.ts'

/** Returns the object of a manual reminder's notice: at most one a day for a person, from any sender. */
const reminderObject = (policyId: string, day: CalendarDay): string => `${policyId}:${day}`

/**
 * Returns the object of a batch's notices: the same for all batches of a day, except those that retry recipients not reached.
 */
export const reminderBatchObject = (
  { policyId, retryOf }: ManualReminderScope,
  day: CalendarDay,
  key: string,
): string => (retryOf === undefined ? reminderObject(policyId, day) : `${reminderObject(policyId, day)}:${key}`)

/** Lists the manual reminders about the policy that were sent today or wait for the end of the quiet hours. */
const listPresentReminders = (db: Database, policyId: PolicyId, day: CalendarDay) =>
  db
    .select({ scope: policyReminderBatches.scope, finishedAt: policyReminderBatches.finishedAt })
    .from(policyReminderBatches)
    .where(
      and(
        gte(policyReminderBatches.day, day),
        like(policyReminderBatches.key, 'urge:%'),
        sql`${policyReminderBatches.scope} ->> 'policyId' = ${policyId}`,
      ),
    )

/** Returns whether a manual reminder about the policy was sent today or waits. */
export const hasPresentReminder = async (deps: RosterDeps, { id }: ActivePolicy): Promise<boolean> =>
  (await listPresentReminders(deps.db, id, today(deps))).length > 0

/** SQL condition on `members`: the person was reminded; null: nobody was. */
export type Reminded = SQL | null

export const toCondition = (reminded: Reminded): SQL => reminded ?? sql`false`

/**
 * Returns the SQL condition on `members`: the person was reminded today, or is among the recipients of a reminder that waits.
 * Null when nobody is. Matches the keys of notices, so that few rows are read unless a reminder waits.
 */
export async function remindedCondition(deps: RosterDeps, policy: ActivePolicy): Promise<Reminded> {
  const present = await listPresentReminders(deps.db, policy.id, today(deps))
  if (present.length === 0) return null
  const prefix = noticeKey('policy.urged', reminderObject(policy.id, today(deps)), '')
  const isNotified = sql`exists (select 1 from ${notices} where ${notices.dedupeKey} = ${prefix} || lower(${members.userid}))`
  const conditions = [isNotified]
  for (const { scope, finishedAt } of present)
    if (finishedAt === null && scope.kind === 'urged' && scope.retryOf === undefined)
      conditions.push(await recipientsOf(deps, policy, scope))
  return sql`(${sql.join(conditions, sql` or `)})`
}

/** Returns the SQL condition on `members`: recipients of a reminder. If a filter needs the roster, they are read once, as of now. */
async function recipientsOf(deps: RosterDeps, policy: ActivePolicy, scope: ManualReminderScope): Promise<SQL> {
  const { filter: { state, ...filter } = {}, ...selected } = toSelected(scope)
  // Only people who have not signed are reminded, whatever is selected.
  const narrowed = state === undefined || state === 'unsigned' ? filter : { ...filter, state }
  const { only, where } = toSelectionConditions(deps, policy, { ...selected, filter: narrowed })
  if (where.length === 0) return allOf(only)
  const recipients = sql`select userid from (${roster(deps, policy, allOf(only))}) r where ${allOf([isUnsigned, ...where])}`
  const rows = await rowsOf<{ userid: string }>(deps.db, recipients)
  return amongUserids(rows.map(({ userid }) => userid))
}

/** Returns the selection of a stored reminder. */
export const toSelected = ({ departmentId, userids, filter, except }: ManualReminderScope): Selected => ({
  scope: departmentId,
  userids: userids === null ? undefined : [...userids],
  filter,
  except: except && [...except],
})

/** Departments read per query. */
const DEPARTMENT_BATCH = 100
/** How many people's states are computed at a time: few at first, then four times as many each time, up to `LAST_PEOPLE`. */
const FIRST_PEOPLE = 50
const LAST_PEOPLE = 5_000

/**
 * Lists the names of the first unsigned people by department, or of those in this state, who were not reminded. Reads only
 * departments whose counters show such people. Finds the members first and computes their states in a second statement: for
 * one statement, PostgreSQL would plan all joins again at each use in a large company.
 */
export async function listNotRemindedNames(
  deps: RosterDeps,
  policy: ActivePolicy,
  { reminded, scope, state, limit }: { reminded: SQL | null; scope: number; state?: RosterState; limit: number },
): Promise<string[]> {
  const states = countersOf(deps, state ?? 'unsigned', policy)
  const where = state === undefined ? isUnsigned : hasState(state, deps.clock.now())
  const names: string[] = []
  let [departmentId, userid] = [0, '']
  for (let people = FIRST_PEOPLE; ; people = Math.min(people * 4, LAST_PEOPLE)) {
    const query = { departmentId: scope, states, from: departmentId, limit: DEPARTMENT_BATCH }
    const withState = await listWithState(deps.db, policy.id, query)
    // The first departments mostly have enough; where most people were reminded, there are many to look through.
    const batch = people === FIRST_PEOPLE ? departmentsOfPage(withState) : withState.map(({ id }) => id)
    const isNext = inDepartmentsAfter(batch, departmentId, userid)
    const only = allOf(reminded === null ? [isNext] : [isNext, sql`${reminded} is not true`])
    const found = batch.length === 0 ? [] : await listMembersInOrder(deps.db, { only, isPartner: false, limit: people })
    const among = amongUserids(found.map((member) => member.userid))
    const page = { only: among, where, order: byDepartment, limit: limit - names.length }
    if (found.length > 0) names.push(...(await listRoster(deps, policy, page)).map(({ name }) => name))
    const lastId = batch.at(-1)
    const lastPerson = found.at(-1)
    if (names.length >= limit || lastId === undefined) return names
    if (found.length === people && lastPerson) [departmentId, userid] = [lastPerson.departmentId, lastPerson.userid]
    else if (batch.length < withState.length || withState.length === DEPARTMENT_BATCH)
      [departmentId, userid] = [lastId + 1, '']
    else return names
  }
}

/** Counts the unsigned people who were reminded, by state, with the names of the first people in each state. */
export async function countRemindedByState(
  deps: RosterDeps,
  reminded: SQL,
  policy: ActivePolicy,
  scope: number,
): Promise<{ state: RosterState; count: number; names: string[] }[]> {
  const only = allOf([...withinScope(scope), reminded])
  const openState: RosterState = isOver(deps, policy) ? 'overdue' : 'pending'
  return rowsOf(
    deps.db,
    sql`select case counter when 'open' then ${openState}::text else counter end as state, count(*)::int as count,
      (array_agg(name order by userid))[1:${sql.raw(String(NAMES_PER_GROUP))}] as names
    from (${roster(deps, policy, only)}) r where ${isUnsigned} group by 1`,
  )
}

/** Counts unsigned people who were reminded. */
export async function countReminded(
  deps: RosterDeps,
  reminded: SQL,
  policy: ActivePolicy,
  scope: number,
): Promise<number> {
  const only = allOf([...withinScope(scope), reminded])
  const [row] = await rowsOf<{ count: number }>(
    deps.db,
    sql`select count(*)::int as count from (${roster(deps, policy, only)}) r where ${isUnsigned}`,
  )
  return row?.count ?? 0
}
