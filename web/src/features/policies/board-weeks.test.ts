import { describe, expect, it } from 'vitest'
import { sampleBoard } from '../../testing/samples/policies/sample-board.ts'
import { boardWeeks } from './board-weeks.ts'

const burnUp = sampleBoard.burnUp && {
  ...sampleBoard.burnUp,
  days: [
    { day: '2026-03-16', signed: 4, asked: null },
    { day: '2026-03-17', signed: 23, asked: 56 },
    { day: '2026-03-18', signed: 27, asked: 56 },
    { day: '2026-03-20', signed: 30, asked: 56 },
  ],
}

describe('boardWeeks', () => {
  it('boardWeeks returns four weeks from Monday, the last of which contains today', () => {
    const weeks = boardWeeks({ asOf: null, burnUp }, '2026-03-20')
    expect(weeks.map((week) => [week[0]?.day, week.at(-1)?.day])).toEqual([
      ['2026-02-23', '2026-03-01'],
      ['2026-03-02', '2026-03-08'],
      ['2026-03-09', '2026-03-15'],
      ['2026-03-16', '2026-03-22'],
    ])
    expect(weeks[3]?.map(({ gained, hasBoard }) => [gained, hasBoard]).slice(0, 5)).toEqual([
      [4, false],
      [19, true],
      [4, true],
      [null, false],
      [null, false],
    ])
    expect(
      weeks
        .flat()
        .filter(({ isShown }) => isShown)
        .map(({ day }) => day),
    ).toEqual(['2026-03-20'])
  })

  it('boardWeeks ends with the week of a past day that is earlier than the last four weeks', () => {
    const weeks = boardWeeks({ asOf: '2026-01-04', burnUp: null }, '2026-03-20')
    expect(weeks[3]?.at(-1)).toMatchObject({ day: '2026-01-04', isShown: true })
  })
})
