/** A clause on the screen. Positions are those of the part of the window that nothing covers. */
export type Seen = { id: string; minMs: number; top: number; bottom: number }
export type Progress = { ms: number; hasSeenStart: boolean; hasSeenEnd: boolean }

/**
 * What one tick of looking adds. Time counts for the first clause in view that is not read yet, so that a tall screen,
 * which shows many, proves no more than a short one; and a clause longer than the screen is read when its end was in view.
 */
export function look(
  progress: ReadonlyMap<string, Progress>,
  clauses: readonly Seen[],
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
