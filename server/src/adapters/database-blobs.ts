import { eq, inArray } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { blobs } from '../db/schema/index.ts'
import type { BlobStore } from '../ports/blob-store.ts'

/** Stores files in the database beside the rows that refer to them, so that one backup contains both. */
export const databaseBlobs = (db: Database): BlobStore => ({
  async put(key, bytes) {
    await db.insert(blobs).values({ key, bytes }).onConflictDoNothing()
  },
  async get(key) {
    const [row] = await db.select({ bytes: blobs.bytes }).from(blobs).where(eq(blobs.key, key))
    return row?.bytes ?? null
  },
  async remove(keys) {
    if (keys.length > 0) await db.delete(blobs).where(inArray(blobs.key, [...keys]))
  },
})
