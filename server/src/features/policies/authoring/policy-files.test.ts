import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import { policyFiles } from '../../../db/schema/index.ts'
import { workerImages } from '../../../adapters/images/worker-images.ts'
import { testApp } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { clause, draftOf, nextVersion, open, policyCompany, published } from '../../../testing/fixtures/policy.ts'
import { createSealer } from '../../audit/jobs/seal-audit.ts'
import { verifyAudit } from '../../audit/verify-audit.ts'
import { purgeExpired } from '../../privacy/jobs/purge-expired.ts'
import { policyEvidenceCheck } from '../evidence/check-evidence.ts'
import { createPolicy, saveDraft, startDraft } from './edit-policy.ts'
import { getPolicyEdit } from './get-policy-editor.ts'

const PDF = Buffer.from('%PDF-1.7\nhello').toString('base64')
const clauses = [clause('1')]

const upload = async (kit: Kit, who: MemberActor, id: string, data: string, name = '附件.pdf') => {
  const answer = await testApp(kit.deps).as(who, 'POST', `/api/settings/policies/${id}/files`, { name, data })
  return { status: answer.status, body: (await answer.json()) as PolicyFile }
}

describe('a file beside a policy', () => {
  test('is part of what is signed, and opens once for whom the policy binds', async ({ kit }) => {
    const { north, south, ...two } = await policyCompany(kit)
    const reader = await kit.given.member({ department: north })
    const stranger = await kit.given.member({ department: south })
    const audience = { everyone: false, departments: [north], roles: [], partners: false, people: [] }
    const id = await published(kit, two, draftOf(clauses, { audience }))
    const { body: file } = await upload(kit, two.author, id, PDF)
    await nextVersion(kit, two, id, 'minor', draftOf(clauses, { audience, files: [{ ...file, name: '别的名字' }] }))
    expect((await open(kit, reader, id)).files).toEqual([file])
    const { as, app } = testApp(kit.deps)
    const link = (who: MemberActor) => as(who, 'POST', `/api/policies/${id}/files/${file.id}/link`)
    expect((await link(stranger)).status).toBe(404)
    const answer = await link(reader)
    expect(answer.status).toBe(201)
    const { path } = (await answer.json()) as { path: string }
    const got = await app.request(path)
    expect([got.status, await got.text()]).toEqual([200, '%PDF-1.7\nhello'])
    expect(got.headers.get('content-disposition')).toContain('attachment')
    expect((await app.request(path)).status).toBe(410)
  })

  test('that is changed, or no more among those that were signed, is found by verifying', async ({ kit }) => {
    const two = await policyCompany(kit)
    const id = await published(kit, two, draftOf(clauses))
    const { body: file } = await upload(kit, two.author, id, PDF)
    await nextVersion(kit, two, id, 'minor', draftOf(clauses, { files: [file] }))
    await createSealer(kit.deps)()
    const verify = () => verifyAudit({ ...kit.deps, evidence: policyEvidenceCheck(kit.deps) })
    expect(await verify()).toMatchObject({ isIntact: true })
    const tamper = async (statement: string) => {
      await kit.deps.db.execute(sql.raw('alter table policy_files disable trigger user'))
      await kit.deps.db.execute(sql.raw(statement))
      await kit.deps.db.execute(sql.raw('alter table policy_files enable trigger user'))
      return (await verify()).broken
    }
    expect(await tamper(`update policy_files set bytes = '\\x00'`)).toMatchObject({ kind: 'evidence_changed' })
    const { as } = testApp(kit.deps)
    const link = await as(two.lead, 'POST', `/api/policies/${id}/files/${file.id}/link`)
    expect((await testApp(kit.deps).app.request(((await link.json()) as { path: string }).path)).status).toBe(410)
    const data = Buffer.from(PDF, 'base64').toString('hex')
    expect(await tamper(`update policy_files set bytes = '\\x${data}'`)).toBeNull()
    expect(await tamper(`update policy_versions set content = content - 'files' where no = 2`)).toMatchObject({
      kind: 'evidence_changed',
    })
  })

  test('of a draft opens for reviewers alone', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const reader = await kit.given.member({ department: north })
    const id = await published(kit, two, draftOf(clauses))
    const { body: file } = await upload(kit, two.author, id, PDF)
    const { as } = testApp(kit.deps)
    const link = async (who: MemberActor) => (await as(who, 'POST', `/api/policies/${id}/files/${file.id}/link`)).status
    expect([await link(reader), await link(two.lead)]).toEqual([404, 201])
  })

  test('of another policy cannot be named by this one', async ({ kit }) => {
    const two = await policyCompany(kit)
    const [id, other] = [
      await createPolicy(kit.deps, two.author, draftOf(clauses)),
      await createPolicy(kit.deps, two.author, draftOf(clauses)),
    ]
    const { body: file } = await upload(kit, two.author, other, PDF)
    const { as } = testApp(kit.deps)
    const save = (policy: string) =>
      as(two.author, 'POST', `/api/settings/policies/${policy}/draft`, {
        edition: 1,
        content: draftOf(clauses, { files: [file] }),
      })
    expect([(await save(id)).status, (await save(other)).status]).toEqual([422, 200])
  })

  test.for([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['a GIF', 'GIF89a'],
    ['a torn picture', '\u00ff\u00d8\u00ff\u00e0torn'],
  ] as const)('that is %s is refused, whatever it is called', async ([_what, text], { kit }) => {
    const two = await policyCompany(kit)
    const id = await createPolicy(kit.deps, two.author, draftOf(clauses))
    const real = { ...kit, deps: { ...kit.deps, images: workerImages() } }
    const data = Buffer.from(text, 'latin1').toString('base64')
    expect(await upload(real, two.author, id, data, 'a.pdf')).toMatchObject({
      status: 422,
      body: { error: { code: 'file.refused' } },
    })
  })

  test('that unpacks to far more than it weighs is refused by its header', async ({ kit }) => {
    const two = await policyCompany(kit)
    const id = await createPolicy(kit.deps, two.author, draftOf(clauses))
    const real = { ...kit, deps: { ...kit.deps, images: workerImages() } }
    // A PNG of 60,000 × 60,000 by its header.
    const header = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
    const size = Buffer.from([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0, 0, 0, 0, 0])
    const data = Buffer.concat([header, size]).toString('base64')
    expect(await upload(real, two.author, id, data, 'a.png')).toMatchObject({ status: 422 })
  })

  test('is taken from the management department alone', async ({ kit }) => {
    const two = await policyCompany(kit)
    const id = await createPolicy(kit.deps, two.author, draftOf(clauses))
    const auditor = await kit.given.member({ department: two.root, roles: ['auditor'] })
    expect((await upload(kit, auditor, id, PDF)).status).toBe(404)
  })
})

describe('a file that no version names', () => {
  const DAY = 24
  const keptIds = async ({ deps }: Kit) =>
    (await deps.db.select({ id: policyFiles.id }).from(policyFiles)).map(({ id }) => id)

  test('is gone when what is over is purged; one that a version names stays, of whatever age and state', async ({
    kit,
  }) => {
    const two = await policyCompany(kit)
    const id = await published(kit, two, draftOf(clauses))
    const { body: signed } = await upload(kit, two.author, id, PDF)
    await nextVersion(kit, two, id, 'minor', draftOf(clauses, { files: [signed] }))
    await nextVersion(kit, two, id, 'minor', draftOf(clauses))
    const { body: written } = await upload(kit, two.author, id, PDF)
    await startDraft(kit.deps, two.author, { id, edition: (await getPolicyEdit(kit.deps, two.author, { id })).edition })
    const save = async (files: PolicyFile[]) => {
      const { edition } = await getPolicyEdit(kit.deps, two.author, { id })
      await saveDraft(kit.deps, two.author, { id, edition, content: draftOf(clauses, { files }) })
    }
    await save([written])
    const { body: loose } = await upload(kit, two.author, id, PDF)
    // Whoever writes for weeks before he saves loses nothing.
    kit.deps.clock.advanceHours(30 * DAY)
    await purgeExpired(kit.deps)
    expect(await keptIds(kit)).toHaveLength(3)
    kit.deps.clock.advanceHours(1)
    await purgeExpired(kit.deps)
    expect((await keptIds(kit)).sort()).toEqual([signed.id, written.id].sort())
    await expect(save([loose])).rejects.toMatchObject({ code: 'input.invalid' })
    await createSealer(kit.deps)()
    expect(await verifyAudit({ ...kit.deps, evidence: policyEvidenceCheck(kit.deps) })).toMatchObject({
      isIntact: true,
    })
    await save([])
    await purgeExpired(kit.deps)
    expect(await keptIds(kit)).toEqual([signed.id])
  })

  test('is the only one that the database lets go', async ({ kit }) => {
    const two = await policyCompany(kit)
    const id = await published(kit, two, draftOf(clauses))
    const { body: file } = await upload(kit, two.author, id, PDF)
    await nextVersion(kit, two, id, 'minor', draftOf(clauses, { files: [file] }))
    const { body: loose } = await upload(kit, two.author, id, PDF)
    const run = (statement: string) => kit.deps.db.execute(sql.raw(statement))
    await expect(run('delete from policy_files')).rejects.toMatchObject({ cause: { code: '42501' } })
    await expect(run(`update policy_files set name = 'x' where id = '${loose.id}'`)).rejects.toMatchObject({
      cause: { code: '42501' },
    })
    await run(`delete from policy_files where id = '${loose.id}'`)
    expect(await keptIds(kit)).toEqual([file.id])
  })
})
