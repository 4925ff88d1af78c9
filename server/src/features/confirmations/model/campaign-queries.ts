import { type CampaignState, campaignStateOn } from '@desk/shared/confirmations/confirmation-states'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm'
import { today } from '../../../access/grant-conditions.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { confirmationCampaigns } from '../../../db/schema/index.ts'
import type { DayDeps } from '../../../kernel/deps.ts'

export type CampaignRow = typeof confirmationCampaigns.$inferSelect
type LockStrength = 'update' | 'no key update' | 'key share'

/** Maximum number of campaigns on the page that lists them. */
const SHOWN = 50

export const stateOf = (deps: DayDeps, campaign: CampaignRow): CampaignState =>
  campaignStateOn(
    { ...campaign, isStarted: campaign.startedAt !== null, isEnded: campaign.endedAt !== null },
    today(deps),
  )

/** Returns whether answers are accepted. */
export const isOpen = ({ startedAt, endedAt }: CampaignRow): boolean => startedAt !== null && endedAt === null

export async function findCampaign(db: Database, id: CampaignId): Promise<CampaignRow | null> {
  const [row] = await db.select().from(confirmationCampaigns).where(eq(confirmationCampaigns.id, id))
  return row ?? null
}

const lockRow = async (tx: Tx, id: CampaignId, strength: LockStrength): Promise<CampaignRow | null> => {
  const [row] = await tx.select().from(confirmationCampaigns).where(eq(confirmationCampaigns.id, id)).for(strength)
  return row ?? null
}

/** Locks a campaign until the transaction ends, so that one worker at a time continues it. Answers do not wait. */
export const lockCampaign = (tx: Tx, id: CampaignId): Promise<CampaignRow | null> => lockRow(tx, id, 'no key update')

/** Locks a campaign that is to end: waits for answers that are being written; later ones see the end. */
export const lockCampaignToEnd = (tx: Tx, id: CampaignId): Promise<CampaignRow | null> => lockRow(tx, id, 'update')

/** Reads a campaign so that it does not end before the transaction does. */
export const lockCampaignAgainstEnd = (tx: Tx, id: CampaignId): Promise<CampaignRow | null> =>
  lockRow(tx, id, 'key share')

/** Lists the newest campaigns, the newest first. */
export const listCampaigns = (db: Database): Promise<CampaignRow[]> =>
  db
    .select()
    .from(confirmationCampaigns)
    .orderBy(desc(confirmationCampaigns.createdAt), desc(confirmationCampaigns.id))
    .limit(SHOWN)

/** Lists the started campaigns that have not ended, the oldest first. There are few at a time. */
export const listOpenCampaigns = (db: Database): Promise<CampaignRow[]> =>
  db
    .select()
    .from(confirmationCampaigns)
    .where(and(isNull(confirmationCampaigns.endedAt), isNotNull(confirmationCampaigns.startedAt)))
    .orderBy(asc(confirmationCampaigns.startsOn), asc(confirmationCampaigns.id))

/** Returns the SQL condition that any campaign is open. Otherwise home does not query the campaigns of the member. */
export const hasOpenCampaign = (): SQL =>
  sql`exists (select 1 from ${confirmationCampaigns} where ended_at is null and started_at is not null)`

/** Lists campaigns that have not ended and whose first day is this day or an earlier one. */
export const listCampaignsOn = (db: Database, day: string): Promise<CampaignRow[]> =>
  db
    .select()
    .from(confirmationCampaigns)
    .where(and(isNull(confirmationCampaigns.endedAt), lte(confirmationCampaigns.startsOn, day)))
    .orderBy(asc(confirmationCampaigns.startsOn), asc(confirmationCampaigns.id))

/** Inserts a campaign. Returns the id of the one that was created with the same key before; null: it is new. */
export async function insertCampaign(
  tx: Tx,
  row: typeof confirmationCampaigns.$inferInsert,
): Promise<CampaignId | null> {
  const key = { target: confirmationCampaigns.idempotencyKey }
  const inserted = await tx.insert(confirmationCampaigns).values(row).onConflictDoNothing(key).returning()
  if (inserted.length > 0) return null
  const [existing] = await tx
    .select({ id: confirmationCampaigns.id })
    .from(confirmationCampaigns)
    .where(eq(confirmationCampaigns.idempotencyKey, row.idempotencyKey))
  return existing?.id ?? null
}

export async function saveCampaign(
  tx: Tx,
  id: CampaignId,
  patch: Partial<
    Pick<CampaignRow, 'endsOn' | 'startedAt' | 'askedOn' | 'askedAfter' | 'overdueToldAt' | 'endedAt' | 'endedBy'>
  >,
): Promise<void> {
  await tx.update(confirmationCampaigns).set(patch).where(eq(confirmationCampaigns.id, id))
}
