import type { CommentDeps } from '../comment-deps.ts'
import { LOOSE_MS } from '../model/attach-files.ts'
import { listLoose, removeLoose } from '../model/comment-queries.ts'

/** Purges files that have had no comment for a day; runs hourly. Returns their number. */
export async function purgeLooseFiles({
  db,
  clock,
  blobs,
}: Pick<CommentDeps, 'db' | 'clock' | 'blobs'>): Promise<number> {
  const before = new Date(clock.now().getTime() - LOOSE_MS)
  const loose = await listLoose(db, before)
  // Bytes first, so that no bytes stay without a row.
  await blobs.remove(loose.map(({ blobKey }) => blobKey))
  await removeLoose(
    db,
    loose.map(({ id }) => id),
    before,
  )
  return loose.length
}
