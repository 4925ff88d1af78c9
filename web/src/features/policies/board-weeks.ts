import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { BoardView } from '@desk/shared/policies/board-schemas'

const DAYS_OF_WEEK = 7
const WEEKS = 4
const SUNDAY = 7

/** A day of the calendar: how many signed on it (null: unknown), whether its board is stored, and whether that is shown. */
export type BoardDate = { day: string; date: number; gained: number | null; hasBoard: boolean; isShown: boolean }

/** Returns the weekday of a day, Monday is 1. */
const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() || SUNDAY

/** Returns how many signed on this day; null: unknown, since the day before is not stored. */
export function gainedOn(days: readonly { day: string; signed: number }[], index: number): number | null {
  const [before, current] = [days[index - 1], days[index]]
  if (!current || (before && before.day !== shiftDay(current.day, -1))) return null
  return current.signed - (before?.signed ?? 0)
}

/**
 * Returns four weeks from Monday to Sunday; the last one is that of today, or of the past day shown if that is earlier
 * than all four.
 */
export function boardWeeks({ asOf, burnUp }: Pick<BoardView, 'asOf' | 'burnUp'>, today: string): BoardDate[][] {
  const days = burnUp?.days ?? []
  const factsByDay = new Map(days.map(({ day, asked }, index) => [day, { gained: gainedOn(days, index), asked }]))
  const firstDayFor = (day: string) => shiftDay(day, 1 - weekdayOf(day) - (WEEKS - 1) * DAYS_OF_WEEK)
  const first = asOf !== null && asOf < firstDayFor(today) ? firstDayFor(asOf) : firstDayFor(today)
  const dateOf = (offset: number): BoardDate => {
    const day = shiftDay(first, offset)
    const facts = factsByDay.get(day)
    return {
      day,
      date: Number(day.slice(-2)),
      gained: facts?.gained ?? null,
      hasBoard: day < today && facts !== undefined && facts.asked !== null,
      isShown: day === (asOf ?? today),
    }
  }
  return Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: DAYS_OF_WEEK }, (_each, weekday) => dateOf(week * DAYS_OF_WEEK + weekday)),
  )
}
