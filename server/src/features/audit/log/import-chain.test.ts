import { blockText, rowsText, rowText } from '@desk/shared/audit/hash-input'
import { eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditBlocks, auditEntries, auditTexts } from '../../../db/schema/index.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { verifyChain } from '../chain/verify-chain.ts'
import { createSealer } from '../jobs/seal-audit.ts'
import { verifyAudit } from '../verify-audit.ts'
import { listBatches } from './log-queries.ts'
import { leavesOf } from './read-leaves.ts'

/** Entries as releases before 0.10.0 wrote them: with typed texts, and with the userid of the person who reported a group. */
const earlier = [
  {
    actor: 'psn_000001',
    action: 'policy.signed',
    object: 'sig_1',
    details: { hash: 'ab', policy: 'pol_1', version: 'pov_1' },
  },
  {
    actor: 'limin',
    action: 'policy.exempted',
    object: 'pol_1',
    details: { userid: 'guoji', reason: 'sick', until: null },
  },
  { actor: 'limin', action: 'request.decided', object: 'req_1', details: { to: ['a typed text'], count: 2 } },
  { actor: 'guoji', action: 'group.report', object: 'grp_1', details: {} },
]

/** Writes rows and seals them into one block, as the releases before the log did. */
async function insertChain(kit: Kit): Promise<string> {
  const at = kit.deps.clock.now()
  await kit.deps.db.insert(auditEntries).values(earlier.map((row) => ({ ...row, at })))
  return sealBlock(kit, earlier.length)
}

/** Seals the first rows into one block, and returns its hash. */
async function sealBlock({ deps: { db, clock } }: Kit, count: number): Promise<string> {
  const at = clock.now()
  const rows = await db.select().from(auditEntries).orderBy(auditEntries.seq).limit(count)
  const rowHashes = rows.map((row) => sha256(rowText({ ...row, at: row.at.toISOString() })))
  const seqs = rows.map(({ seq }) => seq)
  const block = {
    no: 1,
    seqs,
    rowsHash: sha256(rowsText(rowHashes)),
    prevHash: '0'.repeat(64),
    sealedAt: at.toISOString(),
  }
  const hash = sha256(blockText(block))
  await db.insert(auditBlocks).values({
    ...{ ...block, hash, rowHashes, sealedAt: at },
    ...{ firstSeq: Math.min(...seqs), lastSeq: Math.max(...seqs) },
  })
  return hash
}

const readLeafFields = async ({ deps: { db } }: Kit) =>
  (await listBatches(db, 1, -1, 10))
    .flatMap(leavesOf)
    .map(({ text }) => JSON.parse(text) as Record<string, unknown> & { details?: Record<string, unknown> })

describe('the chain of an earlier release', () => {
  test('the chain of an earlier release is verified and appended in order, with its hashes and without free texts', async ({
    kit,
  }) => {
    const hash = await insertChain(kit)
    await createSealer(kit.deps)()
    const all = await readLeafFields(kit)
    expect(all.map(({ type }) => type)).toEqual([
      ...earlier.map(({ action }) => action),
      'audit.chain_imported',
      'audit.log_begun',
    ])
    expect(all[0]).toMatchObject({ person: 'psn_000001', policyId: 'pol_1', versionId: 'pov_1', hash: 'ab' })
    expect(all[0]?.['chainHash']).toMatch(/^[0-9a-f]{64}$/)
    // With the chain hash of these entries a reader could guess who reported, and what a short text was.
    expect(all.slice(1, 4).map(({ chainHash }) => chainHash)).toEqual([undefined, undefined, undefined])
    expect(all[4]?.details).toMatchObject({ blocks: 1, rows: 4, hash, broken: null })
    expect(JSON.stringify(all)).not.toMatch(/sick|a typed text/)
    expect(all[1]?.details).toMatchObject({ userid: 'guoji', reason: { textHash: expect.any(String) } })
    expect(all[3]).toMatchObject({ actor: 'system:groups.report' })
    expect((await kit.deps.db.select().from(auditTexts)).map(({ text }) => text).sort()).toEqual([
      'a typed text',
      'sick',
    ])
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, rows: 6 })
  })

  test('the chain of an earlier release that was changed is imported with the place of the change, which is logged as an error', async ({
    kit,
  }) => {
    const errors: unknown[] = []
    await insertChain(kit)
    await kit.deps.db.execute(sql`alter table audit_entries disable trigger user`)
    await kit.deps.db.update(auditEntries).set({ actor: 'nobody' }).where(eq(auditEntries.seq, 3))
    await kit.deps.db.execute(sql`alter table audit_entries enable trigger user`)
    const log = { ...kit.deps.log, error: (...args: unknown[]) => void errors.push(args) }
    await createSealer({ ...kit.deps, log })()
    const imported = (await readLeafFields(kit)).find(({ type }) => type === 'audit.chain_imported')
    expect(imported?.details).toMatchObject({ broken: { kind: 'row_changed', seq: 3 } })
    expect(errors).toMatchObject([[{ broken: { kind: 'row_changed' } }, expect.stringContaining('is broken')]])
  })

  test.for([
    ['the anonymous reporter', 4, { actor: 'limin' }],
    ['a typed text', 2, { details: { userid: 'guoji', reason: 'well', until: null } }],
    ['a userid next to a typed text', 2, { details: { userid: 'limin', reason: 'sick', until: null } }],
    ['an object', 1, { object: 'sig_2' }],
  ] as const)('verifyAudit names the row when %s was changed after the import', async ([, seq, change], { kit }) => {
    await insertChain(kit)
    await createSealer(kit.deps)()
    await kit.deps.db.execute(sql`alter table audit_entries disable trigger user`)
    await kit.deps.db.update(auditEntries).set(change).where(eq(auditEntries.seq, seq))
    await kit.deps.db.execute(sql`alter table audit_entries enable trigger user`)
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: false, broken: { kind: 'row_changed', seq } })
  })

  test('a forged second import does not hide a change of the chain', async ({ kit }) => {
    const { db, clock } = kit.deps
    await insertChain(kit)
    await createSealer(kit.deps)()
    for (const table of ['audit_entries', 'audit_blocks'])
      await db.execute(sql.raw(`alter table ${table} disable trigger user`))
    await db
      .update(auditEntries)
      .set({ details: { userid: 'guoji', reason: 'well', until: null } })
      .where(eq(auditEntries.seq, 2))
    await db.delete(auditBlocks)
    for (const table of ['audit_entries', 'audit_blocks'])
      await db.execute(sql.raw(`alter table ${table} enable trigger user`))
    const hash = await sealBlock(kit, 4)
    const chain = await verifyChain(db, [])
    expect(chain).toMatchObject({ hash, broken: null })
    const action = 'audit.chain_imported'
    const details = { blocks: 1, rows: 4, hash, broken: null }
    await db.transaction((tx) =>
      recordAudit(tx, { at: clock.now(), actor: 'system:audit', action, object: 'audit', details }),
    )
    await createSealer(kit.deps)()
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: false, broken: { kind: 'row_changed' } })
  })
})
