import type { HolidayTable } from '@desk/shared/kernel/working-calendar'
import data from 'chinese-days/dist/chinese-days.json'

/**
 * Reads the State Council's holidays and shifted working days from a package whose maintainers update it every
 * November.
 */
export function holidayTable(): HolidayTable {
  const holidays = Object.keys(data.holidays)
  return {
    holidays: new Set(holidays),
    workdays: new Set(Object.keys(data.workdays)),
    coveredUntil: Math.max(...holidays.map((day) => Number(day.slice(0, 4)))),
  }
}
