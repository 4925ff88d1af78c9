import { refAutoReset } from '@vueuse/core'
import type { Ref } from 'vue'
import type { VisibleClause } from './read-progress.ts'
import { clauseElementId, measureClauses } from './visible-clauses.ts'

/** Distance between a bar and the clause. */
const MARGIN_PX = 12
/** Share of the window that one jump within a long clause scrolls, so that no line is skipped. */
const PAGE = 0.9
const GLOW_MS = 1_600

/**
 * Returns the next unread clause that is not wholly visible: below, else above, since a visible one is being read; the first
 * one if all are visible.
 */
export function nextUnread(clauses: readonly VisibleClause[], height: number): VisibleClause | undefined {
  const hidden = clauses.filter(({ top, bottom }) => top < 0 || bottom > height)
  return hidden.find(({ bottom }) => bottom > height) ?? hidden[0] ?? clauses[0]
}

/** Returns whether a clause that is longer than the window continues below it. */
const isCutOff = ({ top, bottom }: VisibleClause, height: number): boolean =>
  top <= MARGIN_PX && bottom > height && bottom - top > height

/** Returns how far to scroll to the start of a clause, or on within a long one. */
const distanceTo = (clause: VisibleClause, height: number): number =>
  isCutOff(clause, height) ? Math.min(clause.bottom - height + MARGIN_PX, height * PAGE) : clause.top - MARGIN_PX

/**
 * Scrolls to the next unread clause, marks it, and moves the focus to its heading, for keyboards and screen readers.
 */
export function useJumpToUnread(unreadIds: Ref<readonly string[]>) {
  const glowingId = refAutoReset<string | null>(null, GLOW_MS)

  function jump(): void {
    const { clauses, height } = measureClauses(unreadIds.value)
    const next = nextUnread(clauses, height)
    if (!next) return
    scrollBy({
      top: distanceTo(next, height),
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth',
    })
    document.getElementById(clauseElementId(next.id))?.querySelector('h2')?.focus({ preventScroll: true })
    glowingId.value = next.id
  }
  return { jump, glowingId }
}
