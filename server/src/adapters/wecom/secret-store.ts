import { eq } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { wecomSecrets } from '../../db/schema/index.ts'
import type { Clock } from '../../ports/clock.ts'

export type SecretName = typeof wecomSecrets.$inferSelect.name

/** What WeCom lends us for two hours at a time. `expiresIn` in seconds, as WeCom says it. */
export type LentSecret = { value: string; expiresIn: number }

/** Let go this long before WeCom says the secret ends, so that a slow call does not outlive it. */
const MARGIN_S = 300

/**
 * Tokens and tickets: kept in the database so that instances share them, fetched by one caller at a time in this one.
 * Two instances that fetch at the same moment get the same token from WeCom while it is valid (doc 91039).
 */
export function createSecretStore(deps: { db: Database; clock: Clock }) {
  const underWay = new Map<SecretName, Promise<string>>()

  async function readStored(name: SecretName): Promise<string | null> {
    const [row] = await deps.db.select().from(wecomSecrets).where(eq(wecomSecrets.name, name))
    return row && row.expiresAt > deps.clock.now() ? row.value : null
  }

  async function fetchAndStore(name: SecretName, fetchSecret: () => Promise<LentSecret>): Promise<string> {
    const { value, expiresIn } = await fetchSecret()
    const expiresAt = new Date(deps.clock.now().getTime() + Math.max(1, expiresIn - MARGIN_S) * 1000)
    const row = { value, expiresAt }
    await deps.db
      .insert(wecomSecrets)
      .values({ name, ...row })
      .onConflictDoUpdate({ target: wecomSecrets.name, set: row })
    return value
  }

  return {
    /** The stored secret, else a fetched one. `dead` is a value WeCom just refused: it is not handed out again. */
    async get(name: SecretName, fetchSecret: () => Promise<LentSecret>, dead?: string): Promise<string> {
      const stored = await readStored(name)
      if (stored !== null && stored !== dead) return stored
      const running = underWay.get(name)
      if (running) return running
      const fetching = fetchAndStore(name, fetchSecret).finally(() => underWay.delete(name))
      underWay.set(name, fetching)
      return fetching
    },
  }
}
