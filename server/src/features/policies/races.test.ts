import type { SignBody } from '@desk/shared/policies/policy-schemas'
import { sql } from 'drizzle-orm'
import { fileURLToPath } from 'node:url'
import { describe, expect } from 'vitest'
import { isDatabaseUnavailable } from '../../db/errors.ts'
import { openPostgres } from '../../db/open-postgres.ts'
import { policySignatures, policyVersions } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  approveDraft,
  clause,
  countsOf,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAll,
  sign,
} from '../../testing/fixtures/policy.ts'
import { onOtherConnection, testDatabase } from '../../testing/database/test-database.ts'
import { createPolicy, submitDraft } from './authoring/edit-policy.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'
import { publishPolicy } from './authoring/publish-policy.ts'
import { lockPolicyRow } from './document/policy-queries.ts'
import { refreshCounters } from './roster/jobs/refresh-counters.ts'
import { remindSigners } from './reminders/remind-signers.ts'
import { rowsOf } from '../../db/rows-of.ts'

const SIGNERS = 200
/** On a busy machine some calls fail because the database is unavailable, like a 503; they are retried. */
const MAX_TRIES = 20
const migrations = fileURLToPath(new URL('../../../drizzle', import.meta.url))
const clauses = [clause('1'), clause('2')]

/** Opens the same database through another pool, like a second instance. */
async function openSecondInstance(kit: Kit): Promise<{ other: Kit; close: () => Promise<void> }> {
  const [row] = await rowsOf<{ name: string }>(kit.deps.db, sql`select current_database() as name`)
  const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
  url.pathname = `/${row?.name ?? ''}`
  const database = openPostgres(url.href, migrations, () => {})
  return { other: { ...kit, deps: { ...kit.deps, db: database.db } }, close: () => database.close() }
}

async function retry<T>(call: () => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth += 1)
    try {
      return await call()
    } catch (error) {
      if (!isDatabaseUnavailable(error) || nth === MAX_TRIES) throw error
    }
}

describe.skipIf(testDatabase.isEmbedded)('concurrent changes of a policy', () => {
  test('two hundred people who sign on two instances leave two hundred rows, and the board counts them', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const people = []
    for (let count = 0; count < SIGNERS; count += 1) people.push(await kit.given.member({ department: north }))
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const bodies: SignBody[] = []
    for (const person of people) bodies.push(readAll(await openPolicy(kit, person, id)))
    kit.deps.clock.advanceSeconds(60)
    const { other, close } = await openSecondInstance(kit)
    try {
      const codes = await Promise.all(
        people.flatMap((person, index) => [
          retry(() => sign(kit, person, id, bodies[index]!)),
          retry(() => sign(other, person, id, bodies[index]!)),
          retry(() => refreshCounters(index % 2 === 0 ? kit.deps : other.deps, { departments: 5, members: 5 })),
        ]),
      )
      expect(codes).toHaveLength(3 * SIGNERS)
      expect(await kit.deps.db.$count(policySignatures)).toBe(SIGNERS)
      expect(await countsOf(kit, company.lead, id, north)).toEqual({ signed: SIGNERS })
      expect(await countsOf(other, company.lead, id)).toEqual({ signed: SIGNERS, pending: 2 })
    } finally {
      await close()
    }
  })

  test('people who sign while a new version takes effect succeed or are refused, and no signature counts for both', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const people = []
    for (let count = 0; count < 30; count += 1) people.push(await kit.given.member({ department: north }))
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const bodies: SignBody[] = []
    for (const person of people) bodies.push(readAll(await openPolicy(kit, person, id)))
    kit.deps.clock.advanceSeconds(60)
    const results = await Promise.allSettled([
      publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), clause('2')])),
      ...people.map((person, index) => retry(() => sign(kit, person, id, bodies[index]!))),
    ])
    const refusals = results.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as { code?: string }).code] : [],
    )
    expect(new Set(refusals)).toEqual(new Set(refusals.length === 0 ? [] : ['policy.newer_version']))
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 30, changeOnly: 30 })
  })

  test('a version that is returned while its job waits for the policy does not take effect', async ({ kit }) => {
    const { author, lead } = await policyCompany(kit)
    const id = await createPolicy(kit.deps, author, draftOf(clauses))
    const edition = async () => (await getPolicyEdit(kit.deps, lead, { id })).edition
    await submitDraft(kit.deps, author, { id, edition: await edition() })
    await approveDraft(kit, lead, id)
    const published = { id, edition: await edition(), kind: 'major', effectiveOn: '2026-03-18', reason: '' } as const
    await publishPolicy(kit.deps, author, published)
    kit.deps.clock.advanceHours(24)
    const isWaiting = async () => {
      const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      return (await rowsOf(kit.deps.db, waiting)).length > 0
    }
    const job = await kit.deps.db.transaction(async (tx) => {
      // Locks and writes the same rows as the return of a version.
      await lockPolicyRow(tx, id)
      const running = await onOtherConnection(async () => {
        const draining = drainOutbox(kit.deps)
        while (!(await isWaiting()));
        return { draining }
      })
      await tx.update(policyVersions).set({ state: 'draft', effectiveOn: null })
      return running
    })
    await job.draining
    expect(await getPolicyEdit(kit.deps, lead, { id })).toMatchObject({
      current: null,
      draft: { version: { state: 'draft' } },
    })
  })

  test('concurrent manual reminders reach each person once', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    for (let count = 0; count < 20; count += 1) await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    await Promise.allSettled(Array.from({ length: 10 }, () => remindSigners(kit.deps, company.author, { id })))
    await drainOutbox(kit.deps)
    const reminded = kit.deps.wecom.mailings
      .filter(({ card }) => card.title.startsWith('催'))
      .flatMap(({ userids }) => userids)
    expect(reminded).toHaveLength(22)
    expect(new Set(reminded).size).toBe(22)
  })
})
