import { describe, expect, it } from 'vitest'
import { advanceProgress, isRead, type Progress, type VisibleClause } from './read-progress.ts'

const tick = { height: 800, elapsedMs: 200 }
const at = (id: string, top: number, bottom: number): VisibleClause => ({ id, minMs: 1000, top, bottom })
const after = (ticks: number, clauses: readonly VisibleClause[], from = new Map<string, Progress>()) => {
  let progress = from
  for (let count = 0; count < ticks; count += 1) progress = advanceProgress(progress, clauses, tick)
  return progress
}
const readOf = (progress: ReadonlyMap<string, Progress>) =>
  [...progress].filter(([, one]) => isRead(one, 1000)).map(([id]) => id)

describe('advanceProgress', () => {
  it('a clause is read only after its minimum reading time', () => {
    expect(readOf(after(4, [at('a', 0, 300)]))).toEqual([])
    expect(readOf(after(5, [at('a', 0, 300)]))).toEqual(['a'])
  })

  it('time counts for one clause at a time when several are in view', () => {
    const all = [at('a', 0, 200), at('b', 200, 400), at('c', 400, 600)]
    expect(readOf(after(5, all))).toEqual(['a'])
    expect(readOf(after(15, all))).toEqual(['a', 'b', 'c'])
  })

  it('a clause longer than the screen is read only after its end was in view', () => {
    const start = after(10, [at('a', 0, 2000)])
    expect(readOf(start)).toEqual([])
    expect(readOf(after(1, [at('a', -1300, 700)], start))).toEqual(['a'])
  })

  it('a clause whose start was never in view is not read', () => {
    expect(readOf(after(10, [at('a', -1300, 700)]))).toEqual([])
  })

  it('a clause out of view gets no progress', () => {
    expect(after(10, [at('a', 900, 1200)]).size).toBe(0)
  })
})
