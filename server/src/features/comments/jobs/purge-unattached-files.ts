import type { CommentDeps } from '../comment-deps.ts'
import { UNATTACHED_MS } from '../model/attach-files.ts'
import { listUnattached, removeUnattached } from '../model/comment-queries.ts'

/** Purges files that have had no comment for a day; runs hourly. Returns their number. */
export async function purgeUnattachedFiles({
  db,
  clock,
  blobs,
}: Pick<CommentDeps, 'db' | 'clock' | 'blobs'>): Promise<number> {
  const before = new Date(clock.now().getTime() - UNATTACHED_MS)
  const unattached = await listUnattached(db, before)
  // Bytes first, so that no bytes stay without a row.
  await blobs.remove(unattached.map(({ blobKey }) => blobKey))
  await removeUnattached(
    db,
    unattached.map(({ id }) => id),
    before,
  )
  return unattached.length
}
