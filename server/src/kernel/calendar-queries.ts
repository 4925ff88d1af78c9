import { defaultQuietHours, minutesOfTime, quietHours } from '@desk/shared/calendar/calendar-schemas'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { addWorkingDays, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { and, eq, gte, lte } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { calendarDays } from '../db/schema/index.ts'
import type { Deps } from './deps.ts'
import { defineSetting, readSetting } from './settings-queries.ts'

export const quietHoursSetting = defineSetting({
  key: 'notices.quiet_hours',
  schema: quietHours,
  initial: defaultQuietHours,
})

export type CalendarDayRow = typeof calendarDays.$inferSelect

/** Returns the present calendar: the public holiday table, single days set by ops, and the quiet hours. */
export async function loadCalendar(deps: Pick<Deps, 'db' | 'site' | 'holidays'>): Promise<WorkingCalendar> {
  const rows = await deps.db.select().from(calendarDays)
  const { value } = await readSetting(deps.db, quietHoursSetting)
  return {
    timeZone: deps.site.timeZone,
    table: deps.holidays,
    overrides: new Map(rows.map(({ day, isWorking }) => [day, isWorking])),
    quiet: { from: minutesOfTime(value.from), to: minutesOfTime(value.to) },
  }
}

export function listCalendarDays(db: Database, from: CalendarDay, to: CalendarDay): Promise<CalendarDayRow[]> {
  return db
    .select()
    .from(calendarDays)
    .where(and(gte(calendarDays.day, from), lte(calendarDays.day, to)))
}

export async function putCalendarDay(tx: Tx, row: CalendarDayRow): Promise<void> {
  await tx.insert(calendarDays).values(row).onConflictDoUpdate({ target: calendarDays.day, set: row })
}

export async function dropCalendarDay(tx: Tx, day: CalendarDay): Promise<void> {
  await tx.delete(calendarDays).where(eq(calendarDays.day, day))
}

/** Returns the instant this many working days after `at`. */
export const workingDaysAfter = async (
  deps: Pick<Deps, 'holidays' | 'site'>,
  tx: Tx,
  at: Date,
  days: number,
): Promise<Date> => addWorkingDays(await loadCalendar({ ...deps, db: tx }), at, days)
