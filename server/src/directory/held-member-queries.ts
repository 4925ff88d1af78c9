import { gte, type SQL } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { members } from '../db/schema/index.ts'
import { readSetting } from '../kernel/settings-queries.ts'
import { heldDepartures } from './held-departures.ts'

/** Returns whether the member is held: WeCom has not returned them since the hold began. */
export async function isHeld(db: Database, { syncedAt }: { syncedAt: Date }): Promise<boolean> {
  const { held } = (await readSetting(db, heldDepartures)).value
  return held !== null && syncedAt < new Date(held.before)
}

/** Returns the SQL condition that a member is not held: WeCom has returned them since the hold began. Undefined: no hold. */
export async function excludeHeld(db: Database): Promise<SQL | undefined> {
  const { held } = (await readSetting(db, heldDepartures)).value
  return held === null ? undefined : gte(members.syncedAt, new Date(held.before))
}
