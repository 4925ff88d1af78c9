/** A clause on the screen. Positions are relative to the part of the window that no bar covers. */
export type VisibleClause = { id: string; minMs: number; top: number; bottom: number }
export type Progress = { ms: number; hasSeenStart: boolean; hasSeenEnd: boolean }

/**
 * Adds the time of one tick. It counts for the first unread clause in view, so that a tall screen, which shows many
 * clauses, gives no advantage. A clause that is longer than the screen is read once its end was in view.
 */
export function advanceProgress(
  progress: ReadonlyMap<string, Progress>,
  clauses: readonly VisibleClause[],
  { height, elapsedMs }: { height: number; elapsedMs: number },
): Map<string, Progress> {
  const next = new Map(progress)
  let isSpent = false
  for (const { id, minMs, top, bottom } of clauses) {
    const isInView = bottom > 0 && top < height
    if (!isInView) continue
    const known = next.get(id) ?? { ms: 0, hasSeenStart: false, hasSeenEnd: false }
    const seen = {
      ms: known.ms,
      hasSeenStart: known.hasSeenStart || top >= 0,
      hasSeenEnd: known.hasSeenEnd || bottom <= height,
    }
    if (!isSpent && !isRead(seen, minMs)) {
      seen.ms += elapsedMs
      isSpent = true
    }
    next.set(id, seen)
  }
  return next
}

export const isRead = (progress: Progress | undefined, minMs: number): boolean =>
  progress !== undefined && progress.ms >= minMs && progress.hasSeenStart && progress.hasSeenEnd
