import { signatureText } from '@desk/shared/policies/evidence'
import { asc, eq, type SQL, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditAnchors, auditBlocks, auditEntries, policySignatures } from '../../db/schema/index.ts'
import { sha256 } from '../../kernel/hash.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { clause, draftOf, policyCompany, published, readAndSign } from '../../testing/fixtures/policy.ts'
import { anchorAudit } from '../audit/jobs/anchor-audit.ts'
import { hashOfBlock, hashOfRow, hashOfRows } from '../audit/hash-chain.ts'
import { createSealer } from '../audit/jobs/seal-audit.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { getReceipt } from './signing/get-receipt.ts'

/** A signature in the first block, another block above it, and a head outside above both. */
async function anchored(kit: Kit) {
  const company = await policyCompany(kit)
  const { lead } = company
  const person = await kit.given.member({ userid: 'guoji', department: company.north })
  const id = await published(kit, company, draftOf([clause('1'), clause('2')]))
  const { code } = await readAndSign(kit, person, id)
  await createSealer(kit.deps)()
  kit.deps.clock.advanceHours(1)
  await readAndSign(kit, lead, id)
  await createSealer(kit.deps)()
  await anchorAudit(kit.deps)
  return { look: () => getReceipt(kit.deps, lead, code) }
}

const tables = ['policy_signatures', 'audit_entries', 'audit_blocks', 'audit_anchors']
/** As somebody with the rights of the owner could. */
async function tamper({ deps: { db } }: Kit, forge: () => Promise<unknown>): Promise<void> {
  for (const table of tables) await db.execute(sql.raw(`alter table ${table} disable trigger user`))
  await forge()
  for (const table of tables) await db.execute(sql.raw(`alter table ${table} enable trigger user`))
}

/** Signed a week earlier: the row, its hash and its audit entry all say so. Gives what the entry's block must say of it now. */
async function setBack({ deps: { db } }: Kit) {
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

/** Makes the blocks anew over the rows as they are. */
async function reseal({ deps: { db } }: Kit, what: 'hashes of rows' | 'everything'): Promise<void> {
  let prevHash: string | null = null
  const entries = new Map((await db.select().from(auditEntries)).map((entry) => [entry.seq, entry]))
  for (const block of await db.select().from(auditBlocks).orderBy(asc(auditBlocks.no))) {
    const rowHashes = block.seqs.map((seq) => hashOfRow(entries.get(seq)!))
    const anew = { ...block, rowHashes, rowsHash: hashOfRows(rowHashes), prevHash: prevHash ?? block.prevHash }
    const hash = hashOfBlock(anew)
    const set = what === 'everything' ? { ...anew, hash } : { rowHashes }
    await db.update(auditBlocks).set(set).where(eq(auditBlocks.no, block.no))
    prevHash = hash
  }
}

describe('the chain behind a receipt', () => {
  test('leads to the head that left the house', async ({ kit }) => {
    const { look } = await anchored(kit)
    expect(await look()).toMatchObject({
      state: 'valid',
      checks: { record: { isIntact: true, block: 1 }, anchor: { block: 2, at: kit.deps.clock.now().toISOString() } },
    })
  })

  test.for([
    ['the hash of its row was changed with it', async (kit: Kit) => reseal(kit, 'hashes of rows')],
    ['all blocks were made anew', async (kit: Kit) => reseal(kit, 'everything')],
    [
      'all blocks and the head in the database were made anew',
      async (kit: Kit) => {
        await reseal(kit, 'everything')
        const hash = sql`(select ${auditBlocks.hash} from ${auditBlocks} where ${auditBlocks.no} = 2)`
        await kit.deps.db.update(auditAnchors).set({ hash })
      },
    ],
  ] as const)('is broken, and shows no head, where %s', async ([, cover], { kit }) => {
    const { look } = await anchored(kit)
    await tamper(kit, async () => {
      await setBack(kit)
      await cover(kit)
    })
    expect(await look()).toMatchObject({ state: 'broken', checks: { record: { isIntact: false }, anchor: null } })
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: false })
  })

  test.for([
    [
      'a block on the way is another',
      sql`update ${auditBlocks} set sealed_at = sealed_at + interval '1 s' where no = 2`,
    ],
    ['a block on the way is gone', sql`delete from ${auditBlocks} where no = 2`],
    ['the block names another predecessor', sql`update ${auditBlocks} set prev_hash = 'x' where no = 2`],
  ] as const)('is broken where %s', async ([, statement], { kit }) => {
    const { look } = await anchored(kit)
    await tamper(kit, () => kit.deps.db.execute(statement))
    expect(await look()).toMatchObject({ state: 'broken', checks: { anchor: null } })
  })
})
