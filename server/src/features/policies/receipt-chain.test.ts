import { signatureText } from '@desk/shared/policies/evidence'
import { eq, type SQL, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, policySignatures } from '../../db/schema/index.ts'
import { sha256 } from '../../kernel/hash.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy, readAndSign } from '../../testing/fixtures/policy.ts'
import { anchorAudit } from '../audit/jobs/anchor-audit.ts'
import { appendLeaves } from '../audit/log/append-leaves.ts'
import { currentLog } from '../audit/log/log-queries.ts'
import { createSealer } from '../audit/jobs/seal-audit.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { getReceipt } from './signing/get-receipt.ts'

/** Creates a receipt in the first batch of the log, and a second batch with an anchor. */
async function createAnchoredReceipt(kit: Kit) {
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
  return { id, company, readReceipt: () => getReceipt(kit.deps, lead, code) }
}

const tables = [
  'policy_signatures',
  'audit_entries',
  'audit_log_batches',
  'audit_log_tiles',
  'audit_checkpoints',
  'audit_log_anchors',
]
/** Runs `forge` without triggers, as an attacker with the rights of the database owner could. */
async function tamper({ deps: { db } }: Kit, forge: () => Promise<unknown>): Promise<void> {
  for (const table of tables) await db.execute(sql.raw(`alter table ${table} disable trigger user`))
  await forge()
  for (const table of tables) await db.execute(sql.raw(`alter table ${table} enable trigger user`))
}

/** Moves all signatures back by a week, in their rows, their hashes and their audit entries. */
async function backdate({ deps: { db } }: Kit) {
  const isFirstVersion = eq(policySignatures.versionNo, 1)
  await db
    .update(policySignatures)
    .set({ signedAt: sql`signed_at - interval '7 days'` })
    .where(isFirstVersion)
  for (const row of await db.select().from(policySignatures)) {
    const hash = sha256(signatureText({ ...row, signedAt: row.signedAt.toISOString() }))
    await db.update(policySignatures).set({ hash }).where(eq(policySignatures.id, row.id))
    const details = sql`jsonb_set(${auditEntries.details}, '{hash}', ${JSON.stringify(hash)}::jsonb)`
    await db.update(auditEntries).set({ details }).where(signedEntry(row.id))
  }
}
const signedEntry = (id: string): SQL =>
  sql`${auditEntries.action} = 'policy.signed' and ${auditEntries.object} = ${id}`

/** Recomputes the log from the present rows, as far as that is possible without the key. */
async function reseal({ deps }: Kit, parts: 'leaves' | 'leaves and checkpoints'): Promise<void> {
  const rows = await deps.db.select().from(auditEntries).orderBy(auditEntries.seq)
  const log = (await currentLog(deps.db))!
  await deps.db.execute(sql`delete from audit_log_batches`)
  await deps.db.transaction((tx) => appendLeaves(deps, tx, { log, end: { size: 0, lastSeq: 0 }, rows }))
  if (parts === 'leaves and checkpoints') await deps.db.execute(sql`update audit_checkpoints set note = note || note`)
}

describe('the log of a receipt', () => {
  test('a receipt is verified up to the external anchor', async ({ kit }) => {
    const { readReceipt } = await createAnchoredReceipt(kit)
    expect(await readReceipt()).toMatchObject({
      state: 'valid',
      checks: { record: { isIntact: true }, anchor: { at: kit.deps.clock.now().toISOString() } },
    })
  })

  test.for([
    ['nothing else was changed', async () => {}],
    ['the leaves were recomputed', async (kit: Kit) => reseal(kit, 'leaves')],
    ['the checkpoints were changed too', async (kit: Kit) => reseal(kit, 'leaves and checkpoints')],
  ] as const)('a backdated receipt is broken and has no anchor when %s', async ([, coverUp], { kit }) => {
    const { readReceipt } = await createAnchoredReceipt(kit)
    await tamper(kit, async () => {
      await backdate(kit)
      await coverUp(kit)
    })
    expect(await readReceipt()).toMatchObject({
      state: 'broken',
      checks: { record: { isIntact: false }, anchor: null },
    })
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: false })
  })

  test('a receipt dated long before an anchor that lacks it is broken, although the signed log contains it', async ({
    kit,
  }) => {
    const { id, company, readReceipt } = await createAnchoredReceipt(kit)
    const late = await kit.given.member({ userid: 'xiaohe', department: company.north })
    kit.deps.clock.advanceHours(48)
    await createSealer(kit.deps)()
    await anchorAudit(kit.deps)
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true })
    // Acts like somebody with write access to the database but without the key: the sealer signs what it finds.
    kit.deps.clock.advanceHours(-30)
    const { code } = await readAndSign(kit, late, id)
    kit.deps.clock.advanceHours(30)
    await createSealer(kit.deps)()
    expect(await getReceipt(kit.deps, company.lead, code)).toMatchObject({
      state: 'broken',
      checks: { record: { isIntact: false }, anchor: null },
    })
    expect((await verifyAudit(kit.deps)).broken).toMatchObject({ kind: 'row_back_dated' })
    expect(await readReceipt()).toMatchObject({ state: 'valid' })
  })

  test.for([
    [
      'the other leaves of its batch were changed',
      sql`update audit_log_batches set hashes = overlay(hashes placing '\\x00'::bytea from 1)`,
    ],
    ['a checkpoint was changed', sql`update audit_checkpoints set note = replace(note, 'desk', 'disk')`],
  ] as const)('a receipt is broken when %s', async ([, statement], { kit }) => {
    const { readReceipt } = await createAnchoredReceipt(kit)
    await tamper(kit, () => kit.deps.db.execute(statement))
    expect(await readReceipt()).toMatchObject({ state: 'broken', checks: { anchor: null } })
  })
})
