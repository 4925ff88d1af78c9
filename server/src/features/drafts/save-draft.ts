import { DAY_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import { DRAFT_DAYS, type DraftBody, type DraftView } from '@desk/shared/drafts/draft-schemas'
import type { RequestType } from '@desk/shared/requests/types/index'
import type { Deps } from '../../kernel/deps.ts'
import { findDraft, deleteDraft, putDraft } from '../../kernel/draft-queries.ts'

type DraftDeps = Pick<Deps, 'db' | 'clock'>

export async function getDraft(
  { db, clock }: DraftDeps,
  { userid }: MemberActor,
  kind: RequestType,
): Promise<DraftView> {
  const row = await findDraft(db, userid, kind)
  return row && row.storedAt > expiryCutOff(clock.now()) ? toView(row) : { draft: null }
}

/**
 * Saves the draft; of two devices the later input wins. It is not audited, since only its owner sees a draft and it has no
 * effect before it is submitted.
 */
export async function saveDraft(
  { db, clock }: DraftDeps,
  { userid }: MemberActor,
  kind: RequestType,
  { content, savedAt }: DraftBody,
): Promise<DraftView> {
  const now = clock.now()
  // Limits the time of a device whose clock is ahead.
  const typedAt = new Date(Math.min(Date.parse(savedAt), now.getTime()))
  return toView(await putDraft(db, { userid, kind, content, savedAt: typedAt, storedAt: now }))
}

export async function discardDraft(
  { db }: Pick<Deps, 'db'>,
  { userid }: MemberActor,
  kind: RequestType,
): Promise<DraftView> {
  await deleteDraft(db, userid, kind)
  return { draft: null }
}

/** Returns the time before which a stored draft is expired. */
export const expiryCutOff = (now: Date) => new Date(now.getTime() - DRAFT_DAYS * DAY_MS)

const toView = (row: Awaited<ReturnType<typeof putDraft>>): DraftView => ({
  draft: row && { content: row.content, savedAt: row.savedAt.toISOString(), version: row.version },
})
