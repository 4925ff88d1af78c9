import type { Deps } from '../../../kernel/deps.ts'
import type { TimeStampAuthority } from '../../../ports/time-stamp-authority.ts'
import { insertTimestamp, listUnstamped } from '../log/checkpoint-queries.ts'

/** Maximum number of anchors stamped per run. After days without the service, the newest are stamped first. */
const PER_RUN_MAX = 5

/** Gets a time stamp for each anchor that has none. Returns their number. */
export async function stampAnchors(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  authority: TimeStampAuthority,
): Promise<number> {
  const anchors = await listUnstamped(db, PER_RUN_MAX)
  for (const { log, size, note } of anchors) {
    const token = await authority.stamp(new TextEncoder().encode(note))
    await db.transaction((tx) => insertTimestamp(tx, { log, size, token, at: clock.now() }))
  }
  return anchors.length
}
