import type { HolidayTable } from '@desk/shared/kernel/working-calendar'
import data from 'chinese-days/dist/chinese-days.json'

/** The State Council's days off and shifted working days, as the package's maintainers type them in every November. */
export function holidayTable(): HolidayTable {
  const holidays = Object.keys(data.holidays)
  return {
    holidays: new Set(holidays),
    workdays: new Set(Object.keys(data.workdays)),
    coveredUntil: Math.max(...holidays.map((day) => Number(day.slice(0, 4)))),
  }
}
