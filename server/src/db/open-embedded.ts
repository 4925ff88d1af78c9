import { PGlite } from '@electric-sql/pglite'
import { PreparedPGlite } from './prepared-embedded.ts'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import type { OpenDatabase } from './database.ts'
import { listPendingMigrations } from './pending-migrations.ts'
import * as schema from './schema/index.ts'

/**
 * PGlite starts PostgreSQL with `-F` (no fsync at all). These parameters write the WAL with O_DSYNC instead, so that a
 * commit is on disk when it is acknowledged; data files at a checkpoint are still not synced.
 */
const startParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['fsync=on', 'wal_sync_method=open_datasync', 'shared_buffers=16MB'].flatMap((setting) => ['-c', setting]),
]

/** Opens PGlite. Without `dir`: in memory, for tests. The caller holds the folder's lock (`lockDataDir`). */
export async function openEmbedded(migrationsFolder: string, dir?: string): Promise<OpenDatabase> {
  const client = dir === undefined ? new PreparedPGlite() : new PreparedPGlite({ dataDir: dir, startParams })
  await client.waitReady
  const db = drizzle(client, { schema })
  return {
    db,
    isEmbedded: true,
    async migrate() {
      const pending = await listPendingMigrations((statement) => client.query(statement), migrationsFolder)
      if (pending.length > 0) await migrate(db, { migrationsFolder })
      return pending
    },
    async ping() {
      await client.query('select 1')
    },
    close: () => client.close(),
  }
}
