import { describe, expect, it } from 'vitest'
import { advanceProgress, isRead, noProgress, type VisibleClause } from './read-progress.ts'

const tick = { height: 800, elapsedMs: 200 }
const clauseAt = (id: string, top: number, bottom: number): VisibleClause => ({ id, top, bottom })
const progressAfter = (ticks: number, clauses: readonly VisibleClause[], from = noProgress) => {
  let progress = from
  for (let count = 0; count < ticks; count += 1) progress = advanceProgress(progress, clauses, tick)
  return progress
}
const readOf = ({ clauses }: typeof noProgress) =>
  [...clauses].filter(([, progress]) => isRead(progress, 1000)).map(([id]) => id)

describe('advanceProgress', () => {
  it('a clause is read only after its minimum reading time', () => {
    expect(readOf(progressAfter(4, [clauseAt('a', 0, 300)]))).toEqual([])
    expect(readOf(progressAfter(5, [clauseAt('a', 0, 300)]))).toEqual(['a'])
  })

  it('time counts for every clause in view, and once for the text', () => {
    const progress = progressAfter(5, [clauseAt('a', 0, 200), clauseAt('b', 200, 400), clauseAt('c', 400, 600)])
    expect(readOf(progress)).toEqual(['a', 'b', 'c'])
    expect(progress.onScreenMs).toBe(1000)
  })

  it('a clause that is less than half visible gets no time', () => {
    expect(progressAfter(10, [clauseAt('a', 700, 1000)]).clauses.size).toBe(0)
    expect(progressAfter(10, [clauseAt('a', 640, 940)]).clauses.get('a')?.ms).toBe(2000)
    expect(progressAfter(10, [clauseAt('a', 900, 1200)])).toEqual(noProgress)
  })

  it('a clause longer than the window is in view while it fills half of it, and read after its end was visible', () => {
    const start = progressAfter(10, [clauseAt('a', 0, 2000)])
    expect(readOf(start)).toEqual([])
    expect(readOf(progressAfter(1, [clauseAt('a', -1300, 700)], start))).toEqual(['a'])
    expect(progressAfter(1, [clauseAt('a', 401, 2401)]).clauses.size).toBe(0)
  })

  it('a clause whose start was never visible is not read', () => {
    expect(readOf(progressAfter(10, [clauseAt('a', -1300, 700)]))).toEqual([])
  })
})
