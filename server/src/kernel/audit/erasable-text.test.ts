import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, auditTexts } from '../../db/schema/index.ts'
import { listAudit } from '../../features/audit/list-audit.ts'
import { createSealer } from '../../features/audit/jobs/seal-audit.ts'
import { verifyAudit } from '../../features/audit/verify-audit.ts'
import { exemptPerson } from '../../features/policies/roster/change-person.ts'
import { purgeExpired } from '../../features/privacy/jobs/purge-expired.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { recordAudit } from './record-audit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy } from '../../testing/fixtures/policy.ts'

const typedReason = '病假三个月，住院'

async function arrangeExemption(kit: Kit) {
  const { north, ...company } = await policyCompany(kit)
  const { userid } = await kit.given.member({ userid: 'guoji', department: north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await exemptPerson(kit.deps, company.lead, { id, userid, reason: typedReason, until: null })
  const read = async () => {
    const { items } = await listAudit(kit.deps, company.lead, { action: 'policy.exempted' })
    return items.map(({ details }) => details['reason'])
  }
  const listStored = () => kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'policy.exempted'))
  return { read, listStored, lead: company.lead }
}

describe('erasable text in the audit', () => {
  test('erasable text is stored as a salted hash, and can be read until it is erased', async ({ kit }) => {
    const { read, listStored } = await arrangeExemption(kit)
    const [text] = await kit.deps.db.select().from(auditTexts)
    expect((await listStored())[0]!.details).toEqual({
      userid: 'guoji',
      reason: { textHash: text!.hash },
      until: null,
    })
    expect(await read()).toEqual([typedReason])
  })

  test('erasable text is erased after the retention period of logs, and the evidence log stays valid', async ({
    kit,
  }) => {
    const { read } = await arrangeExemption(kit)
    await createSealer(kit.deps)()
    kit.deps.clock.advanceDays(399)
    await purgeExpired(kit.deps)
    expect(await read()).toEqual([typedReason])
    kit.deps.clock.advanceDays(2)
    await purgeExpired(kit.deps)
    expect(await read()).toEqual([null])
    expect(await kit.deps.db.$count(auditTexts)).toBe(0)
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true })
  })

  test('erasable text is not shown when it does not match its hash', async ({ kit }) => {
    const { read } = await arrangeExemption(kit)
    await kit.deps.db.update(auditTexts).set({ text: '产假' })
    expect(await read()).toEqual([null])
  })

  test('details that themselves have a `textHash` are shown as stored', async ({ kit }) => {
    const { lead } = await arrangeExemption(kit)
    const at = kit.deps.clock.now()
    const details = { year: 2026, textHash: 'f'.repeat(64) }
    const entry = { at, actor: 'guoji', action: 'custody.confirmed', object: 'guoji', details } as const
    await kit.deps.db.transaction((tx) => recordAudit(tx, entry))
    const { items } = await listAudit(kit.deps, lead, { action: 'custody.confirmed' })
    expect(items.map((item) => item.details)).toEqual([details])
  })

  test('erasable text of an earlier release is shown as stored', async ({ kit }) => {
    const { read, lead } = await arrangeExemption(kit)
    const at = kit.deps.clock.now()
    const row = { at, actor: lead.userid, action: 'policy.exempted', object: 'pol_1', details: { reason: 'of before' } }
    await kit.deps.db.insert(auditEntries).values(row)
    expect(await read()).toEqual(['of before', typedReason])
  })
})
