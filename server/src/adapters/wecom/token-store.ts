import { and, eq, gt, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { wecomFetches, wecomSecrets } from '../../db/schema/index.ts'
import { sha256 } from '../../kernel/hash.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SecretCipher } from './secret-cipher.ts'

export type TokenName = typeof wecomSecrets.$inferSelect.name

/** A token or ticket as WeCom issues it. `expiresIn` is in seconds, normally 7200. */
export type IssuedToken = { value: string; expiresIn: number }

/** `edition` increases with each fetch, since WeCom may issue the same value again. */
export type WecomToken = { value: string; edition: number }

type App = { corpId: string; agentId: number }

type Secrets = { corpId: string; agentSecret: string; contactsSecret?: string }

/** Returns a fingerprint of the company and the secret by which a token is fetched. */
export const configurationOf = (
  { corpId, agentSecret, contactsSecret }: Secrets,
  name: 'agent_token' | 'contacts_token',
): string => sha256(`${corpId}|${name === 'contacts_token' ? (contactsSecret ?? '') : agentSecret}`)

/**
 * Binds values to the app, so that those of an earlier app count as missing. They are not bound to its secret: while
 * that is rotated, a server with the old secret keeps using a token that another server fetched.
 */
export function tokenCipher(cipher: SecretCipher, { corpId, agentId }: App): SecretCipher<TokenName> {
  const bound = (name: TokenName) => [name, corpId, ...(name === 'contacts_token' ? [] : [agentId])].join(' ')
  return {
    seal: (name, value) => cipher.seal(bound(name), value),
    // Servers of releases before 0.17 bind to the name alone. During an upgrade without downtime they would otherwise fetch a
    // token at each call, in turn with this one.
    open: (name, stored) => cipher.open(bound(name), stored) ?? cipher.open(name, stored),
  }
}

type Options = {
  db: Database
  clock: Clock
  cipher: SecretCipher<TokenName>
  leaseOwner: string
  sleep: (ms: number) => Promise<void>
}

/** Seconds before its expiry at which a token is discarded, so that it does not expire during a slow call. */
const EXPIRY_MARGIN_S = 300
/** Lease in seconds, by the database clock; longer than the slowest fetch. */
const LEASE_S = 15
const POLL_MS = 50

/**
 * Returns the seconds for which a token is used. The margin takes at most half of a short lifetime, so that a token that
 * expires soon does not cause a burst of fetches.
 */
const usableSeconds = (expiresIn: number) => Math.max(1, expiresIn - EXPIRY_MARGIN_S, Math.floor(expiresIn / 2))

/**
 * Clears stored values that cannot be decrypted: plain text of an earlier release, or values under a removed key or of another
 * app. Keeps the editions.
 */
export async function clearUnreadableTokens({
  db,
  clock,
  cipher,
}: Pick<Options, 'db' | 'clock' | 'cipher'>): Promise<void> {
  for (const { name, value } of await db.select().from(wecomSecrets))
    if (value !== '' && cipher.open(name, value) === null)
      await db
        .update(wecomSecrets)
        .set({ value: '', expiresAt: clock.now() })
        .where(and(eq(wecomSecrets.name, name), eq(wecomSecrets.value, value)))
}

/**
 * Shares tokens and tickets between instances through the database. One caller fetches; the others wait for the result.
 * A value that cannot be decrypted counts as missing. The lock is a lease row, so no transaction stays open during a
 * fetch.
 */
export function createTokenStore({ db, clock, cipher, leaseOwner, sleep }: Options) {
  const inFlight = new Map<TokenName, Promise<WecomToken>>()

  async function readValid(name: TokenName, rejected?: WecomToken): Promise<WecomToken | null> {
    const [row] = await db
      .select({ value: wecomSecrets.value, edition: wecomSecrets.edition })
      .from(wecomSecrets)
      .where(and(eq(wecomSecrets.name, name), gt(wecomSecrets.expiresAt, clock.now())))
    const value = row && row.edition > (rejected?.edition ?? 0) ? cipher.open(name, row.value) : null
    return row && value !== null ? { value, edition: row.edition } : null
  }

  async function acquireLease(name: TokenName): Promise<boolean> {
    const leasedUntil = sql`clock_timestamp() + make_interval(secs => ${LEASE_S})`
    const lease = await db
      .insert(wecomFetches)
      .values({ name, owner: leaseOwner, leasedUntil })
      .onConflictDoUpdate({
        target: wecomFetches.name,
        set: { owner: leaseOwner, leasedUntil },
        setWhere: sql`${wecomFetches.leasedUntil} < clock_timestamp()`,
      })
      .returning({ name: wecomFetches.name })
    return lease.length === 1
  }

  async function releaseLease(name: TokenName): Promise<void> {
    await db.delete(wecomFetches).where(and(eq(wecomFetches.name, name), eq(wecomFetches.owner, leaseOwner)))
  }

  async function store(name: TokenName, { value, expiresIn }: IssuedToken): Promise<WecomToken> {
    const row = {
      value: cipher.seal(name, value),
      expiresAt: new Date(clock.now().getTime() + usableSeconds(expiresIn) * 1000),
    }
    const [stored] = await db
      .insert(wecomSecrets)
      .values({ name, ...row })
      .onConflictDoUpdate({ target: wecomSecrets.name, set: { ...row, edition: sql`${wecomSecrets.edition} + 1` } })
      .returning({ edition: wecomSecrets.edition })
    return { value, edition: stored?.edition ?? 1 }
  }

  async function fetchUnderLease(
    name: TokenName,
    fetchToken: () => Promise<IssuedToken>,
    rejected?: WecomToken,
  ): Promise<WecomToken> {
    for (;;) {
      if (await acquireLease(name)) {
        try {
          return (await readValid(name, rejected)) ?? (await store(name, await fetchToken()))
        } finally {
          await releaseLease(name)
        }
      }
      await sleep(POLL_MS)
      const fetchedByAnother = await readValid(name, rejected)
      if (fetchedByAnother) return fetchedByAnother
    }
  }

  return {
    /**
     * Returns the stored token, or fetches one. `rejected` is a token that WeCom just refused: only a later edition
     * is returned.
     */
    async get(name: TokenName, fetchToken: () => Promise<IssuedToken>, rejected?: WecomToken): Promise<WecomToken> {
      for (;;) {
        const stored = await readValid(name, rejected)
        if (stored) return stored
        const running = inFlight.get(name)
        const fetching = running ?? fetchUnderLease(name, fetchToken, rejected).finally(() => inFlight.delete(name))
        if (!running) inFlight.set(name, fetching)
        const fetched = await fetching
        if (fetched.edition > (rejected?.edition ?? 0)) return fetched
      }
    },
  }
}
