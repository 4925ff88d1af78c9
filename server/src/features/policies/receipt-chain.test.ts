import { signatureText } from '@desk/shared/policies/evidence'
import { asc, eq, type SQL, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditAnchors, auditBlocks, auditEntries, policySignatures } from '../../db/schema/index.ts'
import { sha256 } from '../../kernel/hash.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy, readAndSign } from '../../testing/fixtures/policy.ts'
import { anchorAudit } from '../audit/jobs/anchor-audit.ts'
import { hashOfBlock, hashOfRow, hashOfRows } from '../audit/hash-chain.ts'
import { createSealer } from '../audit/jobs/seal-audit.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { getReceipt } from './signing/get-receipt.ts'

/** Signs in the first block, adds a second block and anchors it externally. */
async function givenAnchored(kit: Kit) {
  const company = await policyCompany(kit)
  const { lead } = company
  const person = await kit.given.member({ userid: 'guoji', department: company.north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1'), clause('2')]))
  const { code } = await readAndSign(kit, person, id)
  await createSealer(kit.deps)()
  kit.deps.clock.advanceHours(1)
  await readAndSign(kit, lead, id)
  await createSealer(kit.deps)()
  await anchorAudit(kit.deps)
  return { check: () => getReceipt(kit.deps, lead, code) }
}

const tables = ['policy_signatures', 'audit_entries', 'audit_blocks', 'audit_anchors']
/** Runs `forge` without triggers, as an attacker with the rights of the database owner could. */
async function tamper({ deps: { db } }: Kit, forge: () => Promise<unknown>): Promise<void> {
  for (const table of tables) await db.execute(sql.raw(`alter table ${table} disable trigger user`))
  await forge()
  for (const table of tables) await db.execute(sql.raw(`alter table ${table} enable trigger user`))
}

/** Moves a signature back by a week in its row, its hash and its audit entry. */
async function backdate({ deps: { db } }: Kit) {
  const ofPerson = eq(policySignatures.versionNo, 1)
  await db
    .update(policySignatures)
    .set({ signedAt: sql`signed_at - interval '7 days'` })
    .where(ofPerson)
  for (const row of await db.select().from(policySignatures)) {
    const hash = sha256(signatureText({ ...row, signedAt: row.signedAt.toISOString() }))
    await db.update(policySignatures).set({ hash }).where(eq(policySignatures.id, row.id))
    const details = sql`jsonb_set(${auditEntries.details}, '{hash}', ${JSON.stringify(hash)}::jsonb)`
    await db.update(auditEntries).set({ details }).where(signedEntry(row.id))
  }
}
const signedEntry = (id: string): SQL =>
  sql`${auditEntries.action} = 'policy.signed' and ${auditEntries.object} = ${id}`

/** Recomputes the blocks from the present rows. */
async function reseal({ deps: { db } }: Kit, what: 'hashes of rows' | 'everything'): Promise<void> {
  let prevHash: string | null = null
  const entries = new Map((await db.select().from(auditEntries)).map((entry) => [entry.seq, entry]))
  for (const block of await db.select().from(auditBlocks).orderBy(asc(auditBlocks.no))) {
    const rowHashes = block.seqs.map((seq) => hashOfRow(entries.get(seq)!))
    const resealed = { ...block, rowHashes, rowsHash: hashOfRows(rowHashes), prevHash: prevHash ?? block.prevHash }
    const hash = hashOfBlock(resealed)
    const set = what === 'everything' ? { ...resealed, hash } : { rowHashes }
    await db.update(auditBlocks).set(set).where(eq(auditBlocks.no, block.no))
    prevHash = hash
  }
}

describe('audit chain of a receipt', () => {
  test('a receipt is verified up to the external anchor', async ({ kit }) => {
    const { check } = await givenAnchored(kit)
    expect(await check()).toMatchObject({
      state: 'valid',
      checks: { record: { isIntact: true, block: 1 }, anchor: { block: 2, at: kit.deps.clock.now().toISOString() } },
    })
  })

  test.for([
    ['the hash of its row was changed too', async (kit: Kit) => reseal(kit, 'hashes of rows')],
    ['all blocks were resealed', async (kit: Kit) => reseal(kit, 'everything')],
    [
      'all blocks and the anchor in the database were recomputed',
      async (kit: Kit) => {
        await reseal(kit, 'everything')
        const hash = sql`(select ${auditBlocks.hash} from ${auditBlocks} where ${auditBlocks.no} = 2)`
        await kit.deps.db.update(auditAnchors).set({ hash })
      },
    ],
  ] as const)('a backdated receipt is broken and has no anchor when %s', async ([, cover], { kit }) => {
    const { check } = await givenAnchored(kit)
    await tamper(kit, async () => {
      await backdate(kit)
      await cover(kit)
    })
    expect(await check()).toMatchObject({ state: 'broken', checks: { record: { isIntact: false }, anchor: null } })
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: false })
  })

  test.for([
    [
      'a block of its chain was changed',
      sql`update ${auditBlocks} set sealed_at = sealed_at + interval '1 s' where no = 2`,
    ],
    ['a block of its chain was deleted', sql`delete from ${auditBlocks} where no = 2`],
    ['a block has another predecessor', sql`update ${auditBlocks} set prev_hash = 'x' where no = 2`],
  ] as const)('a receipt is broken when %s', async ([, statement], { kit }) => {
    const { check } = await givenAnchored(kit)
    await tamper(kit, () => kit.deps.db.execute(statement))
    expect(await check()).toMatchObject({ state: 'broken', checks: { anchor: null } })
  })
})
