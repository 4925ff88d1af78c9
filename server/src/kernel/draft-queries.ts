import type { RequestType } from '@desk/shared/requests/types/index'
import { and, eq, lt, lte, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { drafts } from '../db/schema/index.ts'

type DraftRow = typeof drafts.$inferSelect

const isOwn = (userid: string, kind: RequestType) => and(eq(drafts.userid, userid.toLowerCase()), eq(drafts.kind, kind))

export async function findDraft(db: Database, userid: string, kind: RequestType): Promise<DraftRow | null> {
  const [row] = await db.select().from(drafts).where(isOwn(userid, kind))
  return row ?? null
}

/** Stores the later of two versions by the time of typing. Returns the stored one. */
export async function putDraft(db: Database, row: Omit<DraftRow, 'version'>): Promise<DraftRow | null> {
  const userid = row.userid.toLowerCase()
  const { content, savedAt, storedAt } = row
  await db
    .insert(drafts)
    .values({ ...row, userid, version: 1 })
    .onConflictDoUpdate({
      target: [drafts.userid, drafts.kind],
      set: { content, savedAt, storedAt, version: sql`${drafts.version} + 1` },
      setWhere: lt(drafts.savedAt, savedAt),
    })
  return findDraft(db, userid, row.kind)
}

/** Deletes the draft that was submitted with `key`, not one of another form of the request type. */
export async function deleteSubmittedDraft(
  db: Database,
  userid: string,
  kind: RequestType,
  key: string,
): Promise<void> {
  const storedKey = sql`${drafts.content}->>'key'`
  await db.delete(drafts).where(and(isOwn(userid, kind), sql`coalesce(${storedKey}, ${key}) = ${key}`))
}

/** Deletes a draft that was discarded. */
export async function deleteDraft(db: Database, userid: string, kind: RequestType): Promise<void> {
  await db.delete(drafts).where(isOwn(userid, kind))
}

export async function purgeDrafts(db: Database, storedBefore: Date): Promise<number> {
  const gone = await db.delete(drafts).where(lte(drafts.storedAt, storedBefore)).returning({ userid: drafts.userid })
  return gone.length
}
