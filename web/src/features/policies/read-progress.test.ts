import { describe, expect, it } from 'vitest'
import { isRead, look, type Progress, type Seen } from './read-progress.ts'

const tick = { height: 800, elapsedMs: 200 }
const at = (id: string, top: number, bottom: number): Seen => ({ id, minMs: 1000, top, bottom })
const after = (ticks: number, clauses: readonly Seen[], from = new Map<string, Progress>()) => {
  let progress = from
  for (let count = 0; count < ticks; count += 1) progress = look(progress, clauses, tick)
  return progress
}
const readOf = (progress: ReadonlyMap<string, Progress>) =>
  [...progress].filter(([, one]) => isRead(one, 1000)).map(([id]) => id)

describe('reading', () => {
  it('takes its time: what flew by is not read', () => {
    expect(readOf(after(4, [at('a', 0, 300)]))).toEqual([])
    expect(readOf(after(5, [at('a', 0, 300)]))).toEqual(['a'])
  })

  it('counts one clause at a time, however many a tall screen shows', () => {
    const all = [at('a', 0, 200), at('b', 200, 400), at('c', 400, 600)]
    expect(readOf(after(5, all))).toEqual(['a'])
    expect(readOf(after(15, all))).toEqual(['a', 'b', 'c'])
  })

  it('needs the end of a clause that is longer than the screen', () => {
    const start = after(10, [at('a', 0, 2000)])
    expect(readOf(start)).toEqual([])
    expect(readOf(after(1, [at('a', -1300, 700)], start))).toEqual(['a'])
  })

  it('does not count what nobody saw begin', () => {
    expect(readOf(after(10, [at('a', -1300, 700)]))).toEqual([])
  })

  it('leaves alone what is out of view', () => {
    expect(after(10, [at('a', 900, 1200)]).size).toBe(0)
  })
})
