import type { ActivityEntry } from '@desk/shared/activity/activity-schemas'

/** An act, and how often the same happened right before it. */
type FoldedEntry = { latest: ActivityEntry; earlier: ActivityEntry[] }

/** Folds entries, newest first, that repeat the act before them about the same subject, as sign-ins do. */
export function foldRepeated(entries: readonly ActivityEntry[]): FoldedEntry[] {
  const folded: FoldedEntry[] = []
  for (const entry of entries) {
    const last = folded.at(-1)
    if (last?.latest.action === entry.action && last.latest.subject === entry.subject) last.earlier.push(entry)
    else folded.push({ latest: entry, earlier: [] })
  }
  return folded
}
