import { getTableName, is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { Registry } from 'prom-client'
import { describe, expect } from 'vitest'
import { prometheusTelemetry } from '../../adapters/prometheus-telemetry.ts'
import { personLimitStore } from '../../adapters/person-limit-store.ts'
import * as schema from '../../db/schema/index.ts'
import { incidentCompany, incidentOf, nextKey, nextReceipt, tokenOf } from '../../testing/fixtures/incidents.ts'
import { createSession, createTestApp } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { sha256 } from '../../kernel/hash.ts'
import { rowsOf } from '../../db/rows-of.ts'

const REPORTS = 1000

/** Returns every row of every table as text, with its table; what a backup contains. */
async function dump({ deps }: Kit): Promise<string[]> {
  const tables = Object.values<unknown>(schema).filter((value): value is PgTable => is(value, PgTable))
  const rows: string[] = []
  for (const name of tables.map((table) => getTableName(table))) {
    const all = sql`select to_jsonb(one)::text as line from ${sql.identifier(name)} as one`
    for (const { line } of await rowsOf<{ line: string }>(deps.db, all)) rows.push(`${name} ${line}`)
  }
  return rows
}

type Person = { userid: string; address: string; network: string; agent: string; token: string }

describe('what is stored of unnamed reporters', () => {
  // Nothing in it depends on the database, and the embedded one takes three times as long.
  test.skipIf(testDatabase.isEmbedded)(
    'after a thousand mixed reports nothing leads to a person who reported without a name',
    { timeout: 600_000 },
    async ({ kit }) => {
      const people = await incidentCompany(kit)
      const lines: unknown[] = []
      const write = (level: string) => (fields: object, text: string) => void lines.push({ level, ...fields, text })
      kit.deps.log = { info: write('info'), warn: write('warn'), error: write('error') }
      const registry = new Registry()
      const telemetry = prometheusTelemetry(registry, { version: '0', node: '0', database: 'pglite' })
      const app = createTestApp(kit.deps, { limits: personLimitStore(kit.deps.db), telemetry })
      const persons: Person[] = []
      for (let at = 0; at < REPORTS; at += 1) {
        // Of equal length, so that none is part of another.
        const number = String(1000 + at)
        const userid = `person-of-report-${number}`
        const member = await kit.given.member({ userid, department: people.north })
        const network = `10.77.${String(100 + Math.floor(at / 100))}`
        persons.push({
          userid,
          address: `${network}.${String(100 + (at % 100))}`,
          network,
          agent: `wxwork/4.1 phone-${number}`,
          token: await createSession(kit.deps, member, `wxwork/4.1 phone-${number}`),
        })
      }
      const isUnnamed = (at: number) => at % 2 === 0
      const before = new Set(await dump(kit))
      const token = tokenOf(kit)
      for (const [at, person] of persons.entries()) {
        const headers: Record<string, string> = {
          origin: kit.deps.site.publicUrl,
          'x-requested-with': 'desk',
          'content-type': 'application/json',
          'user-agent': person.agent,
          'x-forwarded-for': person.address,
          'idempotency-key': nextKey(),
        }
        const body = { ...incidentOf(), text: `第 ${String(at)} 件` }
        const init = isUnnamed(at)
          ? { headers, body: JSON.stringify({ ...body, token, receipt: nextReceipt() }) }
          : { headers: { ...headers, cookie: `desk_session=${person.token}` }, body: JSON.stringify(body) }
        const path = isUnnamed(at) ? '/api/incidents/unnamed' : '/api/incidents'
        const env = { incoming: { socket: { remoteAddress: person.address } } }
        const response = await app.request(path, { method: 'POST', ...init }, env)
        expect(response.status).toBe(201)
        expect(response.headers.get('set-cookie')).toBeNull()
      }
      // Failures are logged: these, too, name nobody.
      for (const person of persons.filter((_, at) => isUnnamed(at)).slice(0, 20)) {
        const headers = {
          origin: kit.deps.site.publicUrl,
          'x-requested-with': 'desk',
          'content-type': 'application/json',
        }
        const about = { 'user-agent': person.agent, 'x-forwarded-for': person.address }
        const env = { incoming: { socket: { remoteAddress: person.address } } }
        const bad = { method: 'POST', headers: { ...headers, ...about }, body: JSON.stringify({ token: 'x' }) }
        expect((await app.request('/api/incidents/unnamed', bad, env)).status).toBe(422)
      }
      const after = (await dump(kit)).filter((row) => !before.has(row))
      const written = [...after, ...lines.map((line) => JSON.stringify(line)), await registry.metrics()].join('\n')
      const found = (person: Person) =>
        [person.userid, person.token, sha256(person.token), person.address, person.network, person.agent].filter(
          (sought) => written.includes(sought),
        )
      // The search finds those who gave their name, so it can find.
      const named = persons.filter((_, at) => !isUnnamed(at))
      expect(named.filter((person) => !found(person).includes(person.userid))).toEqual([])
      const unnamed = persons.filter((_, at) => isUnnamed(at))
      expect(unnamed.filter((person) => found(person).some((sought) => sought !== person.network))).toEqual([])
      expect(written).not.toContain('10.77.')
      expect(after.filter((row) => row.startsWith('incidents '))).toHaveLength(REPORTS)
      const unnamedRows = after.filter((row) => row.startsWith('incidents ') && row.includes('"is_unnamed": true'))
      expect(unnamedRows).toHaveLength(REPORTS / 2)
      for (const row of unnamedRows) expect(row).not.toMatch(/person-of-report/)
    },
  )
})
