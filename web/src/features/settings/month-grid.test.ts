import { afterEach, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import MonthGrid from './components/MonthGrid.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it('MonthGrid names the weekday of every day, for narrow screens and screen readers', () => {
  const days = ['2026-03-16', '2026-03-17', '2026-03-22'].map((day) => ({
    day,
    working: true,
    reason: 'week',
    note: '',
  }))
  const month = mountUi(MonthGrid, { props: { days, today: '2026-03-17' } })
  expect(month.findAll('.month-weekday').map((weekday) => weekday.text())).toEqual(['周一', '周二', '周日'])
  expect(month.get('[aria-current=date] .sr').text()).toBe('2026-03-17 周二')
})
