import { describe, expect, it } from 'vitest'
import type { VisibleClause } from './read-progress.ts'
import { nextUnread } from './use-jump-to-unread.ts'

const HEIGHT = 600
const at = (id: string, top: number, bottom: number): VisibleClause => ({ id, top, bottom })
const nextOf = (...clauses: VisibleClause[]) => nextUnread(clauses, HEIGHT)?.id

describe('nextUnread', () => {
  it('is the first unread clause below the window', () => {
    expect(
      nextOf(at('above', -400, -100), at('in view', 20, 200), at('below', 700, 900), at('further', 900, 1100)),
    ).toBe('below')
  })

  it('is the first one above the window when nothing is left below', () => {
    expect(nextOf(at('above', -400, -100), at('in view', 20, 200))).toBe('above')
  })

  it('is a long clause whose end is below the window', () => {
    expect(nextOf(at('long', -100, 1500), at('below', 1600, 1700))).toBe('long')
  })

  it('is the clause in view when it is the only one', () => {
    expect(nextOf(at('in view', 20, 200))).toBe('in view')
    expect(nextOf()).toBeUndefined()
  })
})
