import { isWorkingDay, shiftDay } from '@desk/shared/kernel/working-calendar'
import { describe, expect, it } from 'vitest'
import { holidayTable } from './holiday-table.ts'

const table = holidayTable()
const works = (day: string) => isWorkingDay({ table, overrides: new Map() }, day)

describe('holidayTable', () => {
  // From the State Council's notice for 2026 (国办发明电〔2025〕7 号).
  it.each([
    ['2026-02-14', true],
    ['2026-02-16', false],
    ['2026-02-23', false],
    ['2026-02-28', true],
    ['2026-05-09', true],
    ['2026-10-01', false],
    ['2026-10-10', true],
    ['2026-10-12', true],
  ])('isWorkingDay of %s is %s', (day, expected) => {
    expect(works(day)).toBe(expected)
  })

  it('coveredUntil is the last year whose long holidays are in the table', () => {
    const days = Array.from({ length: 366 }, (_, index) => shiftDay(`${String(table.coveredUntil)}-01-01`, index))
    expect(days.filter((day) => table.holidays.has(day)).length).toBeGreaterThan(25)
    expect(table.holidays.has(`${String(table.coveredUntil + 1)}-10-01`)).toBe(false)
  })
})
