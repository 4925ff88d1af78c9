import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { policyRosters } from '../../../db/schema/index.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { createSealer } from '../../audit/jobs/seal-audit.ts'
import { verifyAudit } from '../../audit/verify-audit.ts'
import { commitRoster } from '../completeness/commit-roster.ts'
import { requirePublishedPolicy } from '../document/policy-queries.ts'
import { readerOf } from '../roster/policy-as-of.ts'
import { policyEvidenceCheck } from './check-evidence.ts'

/** Commits to the roster of a policy, as a job does. */
async function createCommittedRoster(kit: Kit) {
  const company = await policyCompany(kit)
  await kit.given.member({ userid: 'guoji', department: company.north })
  const policy = await requirePublishedPolicy(
    kit.deps.db,
    await createPublishedPolicy(kit, company, draftOf([clause('1')])),
  )
  const subject = { policy, reader: readerOf(kit.deps, policy), day: '2026-03-17' }
  const actor = { kind: 'system', job: 'policies' } as const
  const roster = await commitRoster(kit.deps, subject, { why: 'due', actor })
  await createSealer(kit.deps)()
  return roster!
}

test.for([
  ['other lines', (lines: string) => lines.replace('"state":"pending"', '"state":"exempt"')],
  ['one line fewer', (lines: string) => lines.slice(lines.indexOf('\n') + 1)],
  ['no lines', () => ''],
] as const)('audit verify names a stored roster that has %s', async ([, change], { kit }) => {
  const { deps } = kit
  const { id, lines } = await createCommittedRoster(kit)
  const verify = () => verifyAudit({ ...deps, evidence: policyEvidenceCheck(deps) })
  expect(await verify()).toMatchObject({ isIntact: true })
  const text = gunzipSync(lines).toString()
  expect(change(text)).not.toBe(text)
  await deps.db.execute(sql`alter table policy_rosters disable trigger user`)
  await deps.db.update(policyRosters).set({ lines: gzipSync(change(text)) })
  expect((await verify()).broken).toMatchObject({ kind: 'evidence_changed', object: id })
  await deps.db.delete(policyRosters)
  expect((await verify()).broken).toMatchObject({ kind: 'evidence_missing', object: id })
  await deps.db.execute(sql`alter table policy_rosters enable trigger user`)
})
