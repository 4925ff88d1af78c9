import type { PGlite } from '@electric-sql/pglite'
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
import { isEveryCase } from '../../testing/sample-of-cases.ts'
import { sha256 } from '../../kernel/hash.ts'
import { rowsOf } from '../../db/rows-of.ts'

const REPORTS = isEveryCase && !testDatabase.isEmbedded ? 1000 : 200
/** The first bytes of a JPEG file; the worker that encodes pictures again has a test of its own. */
const PICTURE = Buffer.from([0xff, 0xd8, 0xff, 0xe0]).toString('base64')

/** Returns every row of every table as text that starts with the name of the table, as in a backup. */
async function dump({ deps }: Kit): Promise<string[]> {
  const tables = Object.values<unknown>(schema).filter((value): value is PgTable => is(value, PgTable))
  const rows: string[] = []
  for (const name of tables.map((table) => getTableName(table))) {
    const all = sql`select to_jsonb(one)::text as line from ${sql.identifier(name)} as one`
    for (const { line } of await rowsOf<{ line: string }>(deps.db, all)) rows.push(`${name} ${line}`)
  }
  return rows
}

type Sender = { address: string; agent: string; token: string }
type Person = Sender & { userid: string; network: string }

/** Returns a function that sends a call as the phone of a person does. The cookie is sent only with `hasName`. */
const senderOf =
  ({ deps }: Kit, app: ReturnType<typeof createTestApp>) =>
  async ({ address, agent, token }: Sender, path: string, body: unknown, hasName = false): Promise<number> => {
    const headers = {
      origin: deps.site.publicUrl,
      'x-requested-with': 'desk',
      'content-type': 'application/json',
      'user-agent': agent,
      'x-forwarded-for': address,
      'idempotency-key': nextKey(),
      ...(hasName && { cookie: `desk_session=${token}` }),
    }
    const env = { incoming: { socket: { remoteAddress: address } } }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await app.request(`/api/incidents${path}`, init, env)
    expect(response.headers.get('set-cookie')).toBeNull()
    return response.status
  }

describe('what is stored of unnamed reporters', () => {
  test(
    'after many mixed reports nothing leads to a person who reported without a name',
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
      for (let index = 0; index < REPORTS; index += 1) {
        // The numbers have equal length, so that none is part of another.
        const number = String(1000 + index)
        const userid = `person-of-report-${number}`
        const member = await kit.given.member({ userid, department: people.north })
        const network = `10.77.${String(100 + Math.floor(index / 100))}`
        persons.push({
          userid,
          address: `${network}.${String(100 + (index % 100))}`,
          network,
          agent: `wxwork/4.1 phone-${number}`,
          token: await createSession(kit.deps, member, `wxwork/4.1 phone-${number}`),
        })
      }
      const isUnnamed = (index: number) => index % 2 === 0
      const before = new Set(await dump(kit))
      const token = tokenOf(kit)
      const send = senderOf(kit, app)
      for (const [index, person] of persons.entries()) {
        // Some name people, some send a picture, and some write to their department.
        const isToDepartment = index % 3 === 0
        const body = {
          ...incidentOf({ recipient: isToDepartment ? 'department' : 'management' }),
          text: `第 ${String(index)} 件`,
          ...(index % 4 < 2 && { involved: ['suspect'] }),
          ...(index % 5 === 0 && { picture: PICTURE }),
        }
        if (!isUnnamed(index)) {
          expect(await send(person, '', body, true)).toBe(201)
          continue
        }
        const receipt = nextReceipt()
        const department = isToDepartment ? { departmentId: people.north } : {}
        expect(await send(person, '/unnamed', { ...body, ...department, token, receipt })).toBe(201)
        expect(await send(person, '/unnamed/mailbox', { token, receipt })).toBe(200)
        const reply = {
          token,
          receipt,
          text: '补一张图',
          reopens: false,
          ...(index % 10 === 0 && { picture: PICTURE }),
        }
        expect(await send(person, '/unnamed/reply', reply)).toBe(201)
      }
      // Failures are logged, and these logs name nobody either.
      for (const person of persons.filter((_, index) => isUnnamed(index)).slice(0, 20))
        for (const path of ['/unnamed', '/unnamed/mailbox', '/unnamed/reply'])
          expect(await send(person, path, { token: 'x' })).toBe(422)
      const after = (await dump(kit)).filter((row) => !before.has(row))
      const written = [...after, ...lines.map((line) => JSON.stringify(line)), await registry.metrics()].join('\n')
      const findTraces = (person: Person) =>
        [person.userid, person.token, sha256(person.token), person.address, person.network, person.agent].filter(
          (sought) => written.includes(sought),
        )
      // The search works: it finds the people who gave their names.
      const named = persons.filter((_, index) => !isUnnamed(index))
      expect(named.filter((person) => !findTraces(person).includes(person.userid))).toEqual([])
      const unnamed = persons.filter((_, index) => isUnnamed(index))
      expect(unnamed.filter((person) => findTraces(person).some((sought) => sought !== person.network))).toEqual([])
      expect(written).not.toContain('10.77.')
      expect(after.filter((row) => row.startsWith('incidents '))).toHaveLength(REPORTS)
      const countOf = (table: string) => after.filter((row) => row.startsWith(`${table} `)).length
      // Every fifth report has a picture, and of those without a name every fifth reply.
      expect([countOf('incident_messages'), countOf('incident_pictures')]).toEqual([REPORTS / 2, 0.3 * REPORTS])
      const unnamedRows = after.filter((row) => row.startsWith('incidents ') && row.includes('"is_unnamed": true'))
      expect(unnamedRows).toHaveLength(REPORTS / 2)
      for (const row of unnamedRows) expect(row).not.toMatch(/person-of-report/)
    },
  )

  // A backup of the embedded database is a copy of its files, with overwritten rows and the log of all writes. Signing
  // in stores the hash of each session there; the test above shows that no row links a report to one.
  test.runIf(testDatabase.isEmbedded)(
    'the files of the embedded database contain neither address, device nor session of a report without a name',
    async ({ kit }) => {
      const people = await incidentCompany(kit)
      const send = senderOf(kit, createTestApp(kit.deps))
      const token = tokenOf(kit)
      const persons = []
      for (let index = 100; index < 120; index += 1) {
        const member = await kit.given.member({ userid: `reporter-${String(index)}`, department: people.north })
        const signedIn = `wxwork/4.1 sign-in-${String(index)}`
        const session = await createSession(kit.deps, member, signedIn)
        const phone = {
          address: `10.88.99.${String(index)}`,
          agent: `wxwork/4.1 report-${String(index)}`,
          token: session,
        }
        persons.push({ ...phone, signedIn, text: `第 ${String(index)} 件` })
      }
      for (const [index, person] of persons.entries()) {
        const body = { ...incidentOf(), text: person.text }
        if (index % 2 === 0) expect(await send(person, '', body, true)).toBe(201)
        else {
          const receipt = nextReceipt()
          expect(await send(person, '/unnamed', { ...body, token, receipt })).toBe(201)
          expect(await send(person, '/unnamed/mailbox', { token, receipt })).toBe(200)
          const reply = { token, receipt, text: `补充${person.text}`, reopens: false }
          expect(await send(person, '/unnamed/reply', reply)).toBe(201)
        }
      }
      await kit.deps.db.execute(sql`checkpoint`)
      const { $client } = kit.deps.db as unknown as { $client: PGlite }
      const files = Buffer.from(await (await $client.dumpDataDir('none')).arrayBuffer())
      // The search works: it finds the device of each session and the text of each report.
      expect(persons.filter(({ signedIn, text }) => !files.includes(signedIn) || !files.includes(text))).toEqual([])
      const unnamed = persons.filter((_, index) => index % 2 === 1)
      expect(unnamed.filter(({ text }) => !files.includes(`补充${text}`))).toEqual([])
      const traces = ({ address, agent, token: session }: Sender) => [address, agent, session]
      expect(unnamed.filter((person) => traces(person).some((trace) => files.includes(trace)))).toEqual([])
    },
  )
})
