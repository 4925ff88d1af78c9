import { unusedStates } from '@desk/shared/accounts/opening-states'
import { and, eq, inArray, lt, or, type SQL, sql, type SQLWrapper } from 'drizzle-orm'
import { today } from '../../../access/grant-conditions.ts'
import { accountOpenings } from '../../../db/schema/index.ts'
import { isNotSuspended } from '../../../directory/suspension-queries.ts'
import type { DayDeps, ReadDeps } from '../../../kernel/deps.ts'
import type { OpeningId, OpeningRow } from './opening-queries.ts'

/** Days after the first invitation on which it is repeated. */
const REPEAT_DAYS = 7
/** Days after the first day on which HR and the department admins are notified of a member who has not signed in. */
const LATE_DAYS = [1, 3, 7] as const

/** Returns the SQL condition: a number of days have passed since the first day, or since the day of `at` if that is later. */
const isPast = (deps: DayDeps, at: SQLWrapper, days: number): SQL =>
  sql`greatest(${accountOpenings.startsOn}, (${at} at time zone ${deps.site.timeZone})::date) + ${days}::int <= ${today(deps)}::date`

/**
 * Returns the SQL condition that an invitation is due: the first on the first day, the second a week later. The account may
 * have been created, and its member invited, after the first day.
 */
const isInviteDue = (deps: DayDeps): SQL | undefined =>
  and(
    sql`${accountOpenings.failure} is null`,
    or(
      and(eq(accountOpenings.state, 'created'), isPast(deps, accountOpenings.accountCreatedAt, 0)),
      and(
        eq(accountOpenings.state, 'invited'),
        eq(accountOpenings.inviteCount, 1),
        isPast(deps, accountOpenings.invitedAt, REPEAT_DAYS),
      ),
    ),
    // A member whose account is suspended cannot sign in.
    isNotSuspended(accountOpenings.userid),
  )

export const listInviteDue = (deps: ReadDeps, limit: number): Promise<OpeningRow[]> =>
  deps.db
    .select()
    .from(accountOpenings)
    .where(isInviteDue(deps))
    .orderBy(accountOpenings.startsOn, accountOpenings.id)
    .limit(limit)

/** Returns the SQL expression of how many of the `LATE_DAYS` have come since the account can be used. */
export const lateStage = (deps: DayDeps): SQL<number> =>
  sql<number>`(${sql.join(
    LATE_DAYS.map((days) => sql`(${isPast(deps, accountOpenings.accountCreatedAt, days)})::int`),
    sql` + `,
  )})`

/** Returns the SQL condition that the member could sign in since yesterday or longer, and has not. */
export const isLate = (deps: DayDeps): SQL | undefined =>
  and(
    inArray(accountOpenings.state, [...unusedStates]),
    isPast(deps, accountOpenings.accountCreatedAt, 1),
    // A member whose account is suspended cannot sign in.
    isNotSuspended(accountOpenings.userid),
  )

/** Returns whether `isLate` holds for this opening. */
export const isOpeningLate = async (deps: ReadDeps, id: OpeningId): Promise<boolean> =>
  (await deps.db.$count(accountOpenings, and(eq(accountOpenings.id, id), isLate(deps)))) > 0

type LateOpening = Pick<OpeningRow, 'id' | 'submittedBy' | 'name' | 'departmentId'>

/** Lists the openings whose member has not signed in, and of which nobody was notified on the newest of the `LATE_DAYS`. */
export const listLate = (deps: ReadDeps): Promise<LateOpening[]> =>
  deps.db
    .select({
      id: accountOpenings.id,
      submittedBy: accountOpenings.submittedBy,
      name: accountOpenings.name,
      departmentId: accountOpenings.departmentId,
    })
    .from(accountOpenings)
    .where(
      and(
        inArray(accountOpenings.state, [...unusedStates]),
        lt(accountOpenings.lateNotices, lateStage(deps)),
        isNotSuspended(accountOpenings.userid),
      ),
    )
    .orderBy(accountOpenings.startsOn, accountOpenings.id)
