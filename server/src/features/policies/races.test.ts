import type { SignBody } from '@desk/shared/policies/policy-schemas'
import { sql } from 'drizzle-orm'
import { fileURLToPath } from 'node:url'
import { describe, expect } from 'vitest'
import { isDatabaseAway } from '../../db/errors.ts'
import { openServer } from '../../db/open-server.ts'
import { policySignatures } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  nextVersion,
  open,
  policyCompany,
  published,
  readAll,
  sign,
} from '../../testing/fixtures/policy.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { refreshCounters } from './roster/refresh-counters.ts'
import { urgePolicy } from './reminders/remind-signers.ts'

const SIGNERS = 200
/** On a busy machine somebody is told that the database is away, as by a 503; whoever is presses again. */
const PRESSES = 20
const migrations = fileURLToPath(new URL('../../../drizzle', import.meta.url))
const clauses = [clause('1'), clause('2')]

/** The same database through another pool: what a second instance is to the first. */
async function secondInstance(kit: Kit): Promise<{ other: Kit; close: () => Promise<void> }> {
  const [row] = (
    (await kit.deps.db.execute(sql`select current_database() as name`)) as unknown as { rows: { name: string }[] }
  ).rows
  const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
  url.pathname = `/${row?.name ?? ''}`
  const database = openServer(url.href, migrations, () => {})
  return { other: { ...kit, deps: { ...kit.deps, db: database.db } }, close: () => database.close() }
}

async function insist<T>(press: () => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth += 1)
    try {
      return await press()
    } catch (error) {
      if (!isDatabaseAway(error) || nth === PRESSES) throw error
    }
}

describe.skipIf(testDatabase.isEmbedded)('at the same instant', () => {
  test('two hundred people sign on two instances, each pressing twice: two hundred rows, and the board says so', async ({
    kit,
  }) => {
    const { north, ...two } = await policyCompany(kit)
    const people = []
    for (let count = 0; count < SIGNERS; count += 1) people.push(await kit.given.member({ department: north }))
    const id = await published(kit, two, draftOf(clauses))
    const bodies: SignBody[] = []
    for (const person of people) bodies.push(readAll(await open(kit, person, id)))
    kit.deps.clock.advanceSeconds(60)
    const { other, close } = await secondInstance(kit)
    try {
      const codes = await Promise.all(
        people.flatMap((person, index) => [
          insist(() => sign(kit, person, id, bodies[index]!)),
          insist(() => sign(other, person, id, bodies[index]!)),
          insist(() => refreshCounters(index % 2 === 0 ? kit.deps : other.deps, 5)),
        ]),
      )
      expect(codes).toHaveLength(3 * SIGNERS)
      expect(await kit.deps.db.$count(policySignatures)).toBe(SIGNERS)
      expect(await countsOf(kit, two.lead, id, north)).toEqual({ signed: SIGNERS })
      expect(await countsOf(other, two.lead, id)).toEqual({ signed: SIGNERS, pending: 2 })
    } finally {
      await close()
    }
  })

  test('a version takes effect while people sign the one before: each is answered, and none counts for both', async ({
    kit,
  }) => {
    const { north, ...two } = await policyCompany(kit)
    const people = []
    for (let count = 0; count < 30; count += 1) people.push(await kit.given.member({ department: north }))
    const id = await published(kit, two, draftOf(clauses))
    const bodies: SignBody[] = []
    for (const person of people) bodies.push(readAll(await open(kit, person, id)))
    kit.deps.clock.advanceSeconds(60)
    const ends = await Promise.allSettled([
      nextVersion(kit, two, id, 'major', draftOf([clause('1', '改。'), clause('2')])),
      ...people.map((person, index) => insist(() => sign(kit, person, id, bodies[index]!))),
    ])
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as { code?: string }).code] : []))
    expect(new Set(refusals)).toEqual(new Set(refusals.length === 0 ? [] : ['policy.newer_version']))
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ pending: 30 })
  })

  test('two admins urge: everybody is told once', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    for (let count = 0; count < 20; count += 1) await kit.given.member({ department: north })
    const id = await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    await Promise.allSettled(Array.from({ length: 10 }, () => urgePolicy(kit.deps, two.author, { id })))
    await drainOutbox(kit.deps)
    const urged = kit.deps.wecom.mailings
      .filter(({ card }) => card.title.startsWith('催'))
      .flatMap(({ userids }) => userids)
    expect(urged).toHaveLength(22)
    expect(new Set(urged).size).toBe(22)
  })
})
