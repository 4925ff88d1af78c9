import { eq, sql } from 'drizzle-orm'
import type * as z from 'zod/mini'
import type { Database, Tx } from '../db/database.ts'
import { preparedOnce, UNNAMED } from '../db/prepared-once.ts'
import { settings } from '../db/schema/index.ts'
import { SettingsChangedError } from './app-error.ts'

/** A setting: its key, its schema, and its default. */
export type Setting<Value> = {
  key: string
  schema: z.ZodMiniType<Value>
  initial: Value
}

export const defineSetting = <Value>(setting: Setting<Value>): Setting<Value> => setting

/** `version` 0: never changed. */
export type SettingValue<Value> = { value: Value; version: number; by: string | null; at: Date | null }

/** Returns the present value. A row of an older version that no longer fits the schema counts as the default. */
export async function readSetting<Value>(db: Database, setting: Setting<Value>): Promise<SettingValue<Value>> {
  const [row] = await settingStatement(db).execute({ key: setting.key })
  if (!row) return { value: setting.initial, version: 0, by: null, at: null }
  const parsed = setting.schema.safeParse(row.value)
  const value = parsed.success ? parsed.data : setting.initial
  return { value, version: row.version, by: row.changedBy, at: row.changedAt }
}

const settingStatement = preparedOnce((db) =>
  db
    .select()
    .from(settings)
    .where(eq(settings.key, sql.placeholder('key')))
    .prepare(UNNAMED),
)

type Change<Value> = { value: Value; by: string; at: Date; ifVersion?: number }

/**
 * Writes the setting. With `ifVersion`, only over that version: false when it was changed since. The caller writes the
 * audit row in the same transaction.
 */
export async function writeSetting<Value>(tx: Tx, setting: Setting<Value>, change: Change<Value>): Promise<boolean> {
  const { version } = await readSetting(tx, setting)
  if (change.ifVersion !== undefined && change.ifVersion !== version) return false
  const row = { value: change.value, version: version + 1, changedBy: change.by, changedAt: change.at }
  const written = await tx
    .insert(settings)
    .values({ key: setting.key, ...row })
    // If two writers read the same version, the second one finds it replaced.
    .onConflictDoUpdate({ target: settings.key, set: row, setWhere: eq(settings.version, version) })
    .returning({ key: settings.key })
  return written.length > 0
}

/**
 * Writes the setting over the version that the member saw. The caller writes the audit row in the same transaction.
 * @throws SettingsChangedError when it was changed since
 */
export async function changeSetting<Value>(
  tx: Tx,
  setting: Setting<Value>,
  { version, ...change }: { value: Value; version: number; by: string; at: Date },
): Promise<void> {
  if (!(await writeSetting(tx, setting, { ...change, ifVersion: version }))) throw new SettingsChangedError()
}
