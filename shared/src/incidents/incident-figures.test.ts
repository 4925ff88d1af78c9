import { expect, it } from 'vitest'
import { FIGURE_WEEKS, figureWeeks } from './incident-figures.ts'

const zone = 'Asia/Shanghai'

it('the weeks of the figures begin at midnight of Mondays, and the last one is the present one', () => {
  const weeks = figureWeeks(zone, new Date('2026-03-20T02:46:00Z'))
  expect(weeks).toHaveLength(FIGURE_WEEKS)
  expect(weeks[0]?.toISOString()).toBe('2026-01-25T16:00:00.000Z')
  expect(weeks.at(-1)?.toISOString()).toBe('2026-03-15T16:00:00.000Z')
})

it('a week begins with its Monday and ends with its Sunday, in the time of the company', () => {
  const last = (now: string) => figureWeeks(zone, new Date(now)).at(-1)?.toISOString()
  expect(last('2026-03-15T15:59:59Z')).toBe('2026-03-08T16:00:00.000Z')
  expect(last('2026-03-15T16:00:00Z')).toBe('2026-03-15T16:00:00.000Z')
})

it('weeks begin at midnight on both sides of a change of clocks', () => {
  const weeks = figureWeeks('Europe/Berlin', new Date('2026-04-01T10:00:00Z'))
  expect(weeks.slice(-2).map((week) => week.toISOString())).toEqual([
    '2026-03-22T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
  ])
})
