/** A clause on the screen. Positions are relative to the part of the window that no bar covers. */
export type VisibleClause = { id: string; top: number; bottom: number }
export type ClauseProgress = { ms: number; hasSeenStart: boolean; hasSeenEnd: boolean }

/** `onScreenMs`: how long any clause was in view. Less than the sum, because several clauses are in view together. */
export type Progress = { clauses: ReadonlyMap<string, ClauseProgress>; onScreenMs: number }

export const noProgress: Progress = { clauses: new Map(), onScreenMs: 0 }

/** Returns whether at least half of the clause is visible, or it fills half of the window. */
export const isInView = ({ top, bottom }: VisibleClause, height: number): boolean => {
  const visible = Math.min(bottom, height) - Math.max(top, 0)
  return visible > 0 && visible >= Math.min(bottom - top, height) / 2
}

/** Adds the time of one tick to every clause in view, and records whether its start and its end were visible. */
export function advanceProgress(
  { clauses: earlier, onScreenMs }: Progress,
  clauses: readonly VisibleClause[],
  { height, elapsedMs }: { height: number; elapsedMs: number },
): Progress {
  const next = new Map(earlier)
  const visible = clauses.filter((clause) => isInView(clause, height))
  for (const { id, top, bottom } of visible) {
    const before = next.get(id) ?? { ms: 0, hasSeenStart: false, hasSeenEnd: false }
    next.set(id, {
      ms: before.ms + elapsedMs,
      hasSeenStart: before.hasSeenStart || top >= 0,
      hasSeenEnd: before.hasSeenEnd || bottom <= height,
    })
  }
  return { clauses: next, onScreenMs: onScreenMs + (visible.length > 0 ? elapsedMs : 0) }
}

/** Returns whether a clause was in view for long enough, from its start to its end. */
export const isRead = (progress: ClauseProgress | undefined, minMs: number): boolean =>
  progress !== undefined && progress.ms >= minMs && progress.hasSeenStart && progress.hasSeenEnd
