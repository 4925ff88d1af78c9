import { afterEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import { withSetup } from '../../testing/with-setup.ts'
import type { VisibleClause } from './read-progress.ts'
import { nextUnread, useJumpToUnread } from './use-jump-to-unread.ts'

const HEIGHT = 600
const clauseAt = (id: string, top: number, bottom: number): VisibleClause => ({ id, top, bottom })
const nextOf = (...clauses: VisibleClause[]) => nextUnread(clauses, HEIGHT)?.id

describe('nextUnread', () => {
  it('nextUnread returns the first unread clause below the window', () => {
    expect(
      nextOf(
        clauseAt('above', -400, -100),
        clauseAt('in view', 20, 200),
        clauseAt('below', 700, 900),
        clauseAt('further', 900, 1100),
      ),
    ).toBe('below')
  })

  it('nextUnread returns a clause whose end is covered', () => {
    expect(nextOf(clauseAt('in view', 20, 200), clauseAt('half', 500, 680), clauseAt('below', 700, 900))).toBe('half')
  })

  it('nextUnread returns the first one above the window when nothing is left below', () => {
    expect(nextOf(clauseAt('above', -400, -100), clauseAt('in view', 20, 200))).toBe('above')
  })

  it('nextUnread returns a long clause whose end is below the window', () => {
    expect(nextOf(clauseAt('long', -100, 1500), clauseAt('below', 1600, 1700))).toBe('long')
  })

  it('nextUnread returns the clause in view when it is the only one', () => {
    expect(nextOf(clauseAt('in view', 20, 200))).toBe('in view')
    expect(nextOf()).toBeUndefined()
  })
})

describe('useJumpToUnread', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    document.body.innerHTML = ''
  })

  it('useJumpToUnread scrolls to the clause, marks it for a moment, and moves the focus to its heading', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    document.body.innerHTML = '<article id="clause-3.2d"><h2 tabindex="-1">手机遗失或更换</h2></article>'
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({ top: 2_000, bottom: 2_100 } as DOMRect)
    const scroll = vi.spyOn(window, 'scrollBy').mockImplementation(() => undefined)
    const { jump, glowingId } = withSetup(() => useJumpToUnread(shallowRef(['3.2d'])))
    jump()
    expect(scroll).toHaveBeenCalledWith({ top: 1_988, behavior: 'smooth' })
    expect(document.activeElement?.textContent).toBe('手机遗失或更换')
    expect(glowingId.value).toBe('3.2d')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(glowingId.value).toBeNull()
    vi.useRealTimers()
  })

  it('useJumpToUnread does nothing without an unread clause', () => {
    const scroll = vi.spyOn(window, 'scrollBy').mockImplementation(() => undefined)
    withSetup(() => useJumpToUnread(shallowRef([]))).jump()
    expect(scroll).not.toHaveBeenCalled()
  })
})
