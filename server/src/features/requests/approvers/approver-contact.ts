import { HOUR_MS } from '@desk/shared/kernel/durations'
import { nextWorkingTime, type WorkingCalendar, workingMsBetween } from '@desk/shared/kernel/working-calendar'
import { dueAfter, limitMs } from '@desk/shared/requests/model/decision-time'
import type { ApproverContact, ExpectedAnswer } from '@desk/shared/requests/model/request-form'
import { type RequestType, requestTypes } from '@desk/shared/requests/types/index'
import { today } from '../../../access/grant-conditions.ts'
import type { DayDeps, Deps, ReadDeps } from '../../../kernel/deps.ts'
import { type CalendarOverrides, type ContactRow, findContact } from './contact-queries.ts'

/** The median of fewer decisions would not be representative. */
const MIN_DECISIONS = 5

export type ContactDeps = ReadDeps & Pick<Deps, 'holidays'>

/** Returns the calendar by which decision times are measured, which has no quiet hours. */
export const decisionCalendar = (
  { site, holidays }: Pick<DayDeps, 'site'> & Pick<Deps, 'holidays'>,
  overrides: CalendarOverrides,
): WorkingCalendar => ({
  timeZone: site.timeZone,
  table: holidays,
  overrides: new Map(Object.entries(overrides)),
  quiet: { from: 0, to: 0 },
})

/** Returns how an approver is reached. They are on duty within working hours, unless they have delegated. */
export const toContact = (
  { phone, isAway, decisions }: ContactRow,
  calendar: WorkingCalendar,
  now: Date,
): ApproverContact => ({
  phone,
  isOnDuty: !isAway && nextWorkingTime(calendar, now).getTime() === now.getTime(),
  usualHours: isAway ? null : usualHours(decisions, calendar),
})

/** Loads how a member is reached as approver; null when there is no such member. */
export async function loadContact(deps: ContactDeps, userid: string): Promise<ApproverContact | null> {
  const row = await findContact(deps.db, userid, today(deps))
  return row && toContact(row, decisionCalendar(deps, row.overrides), deps.clock.now())
}

/** Returns when the first of these approvers can be expected to decide a request that is submitted now; null: there is none. */
export async function loadExpectedAnswer(
  deps: ContactDeps,
  [first]: readonly { userid: string }[],
  kind: RequestType,
): Promise<ExpectedAnswer | null> {
  const row = first ? await findContact(deps.db, first.userid, today(deps)) : null
  if (!row) return null
  const calendar = decisionCalendar(deps, row.overrides)
  const now = deps.clock.now()
  const { usualHours: hours } = toContact(row, calendar, now)
  return { usualHours: hours, dueAt: dueAfter(calendar, now, limitMs(requestTypes[kind])).toISOString() }
}

/** Returns the median working time of these decisions in hours, rounded up. */
function usualHours(decisions: ContactRow['decisions'], calendar: WorkingCalendar): number | null {
  if (decisions.length < MIN_DECISIONS) return null
  const times = decisions
    .map(([asked, decided]) => workingMsBetween(calendar, new Date(asked), new Date(decided)))
    .sort((one, other) => one - other)
  return Math.max(1, Math.ceil((times[Math.floor(times.length / 2)] ?? 0) / HOUR_MS))
}
