import type { ActivityEntry } from '@desk/shared/activity/activity-schemas'

/** An entry, and the entries right before it with the same action about the same subject. */
type FoldedEntry = { latest: ActivityEntry; earlier: ActivityEntry[] }

/** Folds successive entries, newest first, with the same action about the same subject, such as sign-ins. */
export function foldRepeated(entries: readonly ActivityEntry[]): FoldedEntry[] {
  const folded: FoldedEntry[] = []
  for (const entry of entries) {
    const last = folded.at(-1)
    if (last?.latest.action === entry.action && last.latest.subject === entry.subject) last.earlier.push(entry)
    else folded.push({ latest: entry, earlier: [] })
  }
  return folded
}
