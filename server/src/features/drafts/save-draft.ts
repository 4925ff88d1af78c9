import { DAY_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import { DRAFT_DAYS, type DraftBody, type DraftView } from '@desk/shared/drafts/draft-schemas'
import type { RequestType } from '@desk/shared/requests/types/index'
import type { Deps } from '../../kernel/deps.ts'
import { findDraft, forgetDraft, purgeDrafts, putDraft } from '../../kernel/draft-queries.ts'

type DraftDeps = Pick<Deps, 'db' | 'clock'>

export async function getDraft(
  { db, clock }: DraftDeps,
  { userid }: MemberActor,
  kind: RequestType,
): Promise<DraftView> {
  const row = await findDraft(db, userid, kind)
  return row && row.storedAt > expiry(clock.now()) ? toView(row) : { draft: null }
}

/**
 * Keeps what was typed; of two devices the later one wins. No audit row: nobody but the person ever sees it, and nothing
 * comes of it before it is submitted.
 */
export async function keepDraft(
  { db, clock }: DraftDeps,
  { userid }: MemberActor,
  kind: RequestType,
  { content, savedAt }: DraftBody,
): Promise<DraftView> {
  const now = clock.now()
  // A clock that runs ahead must not win for ever.
  const typedAt = new Date(Math.min(Date.parse(savedAt), now.getTime()))
  return toView(await putDraft(db, { userid, kind, content, savedAt: typedAt, storedAt: now }))
}

export async function discardDraft(
  { db }: Pick<Deps, 'db'>,
  { userid }: MemberActor,
  kind: RequestType,
): Promise<DraftView> {
  await forgetDraft(db, userid, kind)
  return { draft: null }
}

/** Daily. */
export async function purgeOldDrafts({ db, clock }: DraftDeps): Promise<number> {
  return db.transaction((tx) => purgeDrafts(tx, expiry(clock.now())))
}

const expiry = (now: Date) => new Date(now.getTime() - DRAFT_DAYS * DAY_MS)

const toView = (row: Awaited<ReturnType<typeof putDraft>>): DraftView => ({
  draft: row && { content: row.content, savedAt: row.savedAt.toISOString(), version: row.version },
})
