import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import { policyFiles } from '../../../db/schema/index.ts'
import { workerImages } from '../../../adapters/images/worker-images.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import {
  clause,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { createSealer } from '../../audit/jobs/seal-audit.ts'
import { verifyAudit } from '../../audit/verify-audit.ts'
import { purgeExpired } from '../../privacy/jobs/purge-expired.ts'
import { policyEvidenceCheck } from '../evidence/check-evidence.ts'
import { getPolicyText } from '../signing/get-policy-text.ts'
import { createPolicy, discardDraft, saveDraft, startDraft } from './edit-policy.ts'
import { getPolicyEdit } from './get-policy-editor.ts'

const PDF = Buffer.from('%PDF-1.7\nhello').toString('base64')
const clauses = [clause('1')]

const upload = async (kit: Kit, who: MemberActor, id: string, data: string, name = '附件.pdf') => {
  const response = await createTestClient(kit.deps).requestAs(who, 'POST', `/api/settings/policies/${id}/files`, {
    name,
    data,
  })
  return { status: response.status, body: (await response.json()) as PolicyFile }
}

describe('files of a policy', () => {
  test('a file is part of the signed version, and its link opens once for people whom the policy binds', async ({
    kit,
  }) => {
    const { north, south, ...company } = await policyCompany(kit)
    const reader = await kit.given.member({ department: north })
    const outsider = await kit.given.member({ department: south })
    const audience = { everyone: false, departments: [north], roles: [], partners: false, people: [] }
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { audience }))
    const { body: file } = await upload(kit, company.author, id, PDF)
    await publishNextVersion(
      kit,
      company,
      id,
      'minor',
      draftOf(clauses, { audience, files: [{ ...file, name: '别的名字' }] }),
    )
    expect((await openPolicy(kit, reader, id)).files).toEqual([file])
    const { requestAs, app } = createTestClient(kit.deps)
    const requestLink = (who: MemberActor) => requestAs(who, 'POST', `/api/policies/${id}/files/${file.id}/link`)
    expect((await requestLink(outsider)).status).toBe(404)
    const response = await requestLink(reader)
    expect(response.status).toBe(201)
    const { path } = (await response.json()) as { path: string }
    const download = await app.request(path)
    expect([download.status, await download.text()]).toEqual([200, '%PDF-1.7\nhello'])
    expect(download.headers.get('content-disposition')).toContain('attachment')
    expect((await app.request(path)).status).toBe(410)
  })

  test('the audit verification reports a file that was changed or removed from a signed version', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const { body: file } = await upload(kit, company.author, id, PDF)
    await publishNextVersion(kit, company, id, 'minor', draftOf(clauses, { files: [file] }))
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
    const { requestAs } = createTestClient(kit.deps)
    const link = await requestAs(company.lead, 'POST', `/api/policies/${id}/files/${file.id}/link`)
    expect((await createTestClient(kit.deps).app.request(((await link.json()) as { path: string }).path)).status).toBe(
      410,
    )
    const data = Buffer.from(PDF, 'base64').toString('hex')
    expect(await tamper(`update policy_files set bytes = '\\x${data}'`)).toBeNull()
    expect(await tamper(`update policy_versions set content = content - 'files' where no = 2`)).toMatchObject({
      kind: 'evidence_changed',
    })
  })

  test('the review of a version and the comparison of two published ones say which files changed', async ({ kit }) => {
    const company = await policyCompany(kit)
    const reader = await kit.given.member({ department: company.north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const [form, list, better] = [
      (await upload(kit, company.author, id, PDF, '表.pdf')).body,
      (await upload(kit, company.author, id, PDF, '清单.pdf')).body,
      (await upload(kit, company.author, id, Buffer.from('%PDF-1.7\nbetter').toString('base64'), '表.pdf')).body,
    ]
    const listReviewedFiles = async () => (await getPolicyEdit(kit.deps, company.lead, { id })).draft?.files
    await publishNextVersion(kit, company, id, 'major', draftOf(clauses, { files: [form, list] }))
    await readAndSign(kit, reader, id)
    await startDraft(kit.deps, company.author, {
      id,
      edition: (await getPolicyEdit(kit.deps, company.lead, { id })).edition,
    })
    expect((await listReviewedFiles())?.map(({ name, change }) => [name, change])).toEqual([
      ['表.pdf', 'same'],
      ['清单.pdf', 'same'],
    ])
    const { edition } = await getPolicyEdit(kit.deps, company.lead, { id })
    await saveDraft(kit.deps, company.author, { id, edition, content: draftOf(clauses, { files: [better] }) })
    const expected = [
      { ...better, change: 'changed', before: form },
      { ...list, change: 'removed', before: null },
    ]
    expect(await listReviewedFiles()).toEqual(expected)
    // Published, and compared by a member who signed the one and has to sign the other.
    await discardDraft(kit.deps, company.author, { id, edition: edition + 1 })
    await publishNextVersion(kit, company, id, 'major', draftOf(clauses, { files: [better] }))
    const [no, from] = (await getPolicyText(kit.deps, reader, { id })).versions.map((version) => String(version.no))
    expect((await getPolicyText(kit.deps, reader, { id, version: no, from })).files).toEqual(expected)
    expect((await getPolicyText(kit.deps, reader, { id })).files).toEqual([{ ...better, change: 'same', before: null }])
  })

  test('only reviewers can open a file of a draft', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const reader = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const { body: file } = await upload(kit, company.author, id, PDF)
    const { requestAs } = createTestClient(kit.deps)
    const readStatus = async (who: MemberActor) =>
      (await requestAs(who, 'POST', `/api/policies/${id}/files/${file.id}/link`)).status
    expect([await readStatus(reader), await readStatus(company.lead)]).toEqual([404, 201])
  })

  test('a draft cannot contain a file of another policy', async ({ kit }) => {
    const company = await policyCompany(kit)
    const [id, other] = [
      await createPolicy(kit.deps, company.author, draftOf(clauses)),
      await createPolicy(kit.deps, company.author, draftOf(clauses)),
    ]
    const { body: file } = await upload(kit, company.author, other, PDF)
    const { requestAs } = createTestClient(kit.deps)
    const save = (policy: string) =>
      requestAs(company.author, 'POST', `/api/settings/policies/${policy}/draft`, {
        edition: 1,
        content: draftOf(clauses, { files: [file] }),
      })
    expect([(await save(id)).status, (await save(other)).status]).toEqual([422, 200])
  })

  test.for([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['a GIF', 'GIF89a'],
    ['a truncated picture', '\u00ff\u00d8\u00ff\u00e0torn'],
  ] as const)('%s is refused although its file name ends in .pdf', async ([_type, text], { kit }) => {
    const company = await policyCompany(kit)
    const id = await createPolicy(kit.deps, company.author, draftOf(clauses))
    const kitWithImages = { ...kit, deps: { ...kit.deps, images: workerImages() } }
    const data = Buffer.from(text, 'latin1').toString('base64')
    expect(await upload(kitWithImages, company.author, id, data, 'a.pdf')).toMatchObject({
      status: 422,
      body: { error: { code: 'file.refused' } },
    })
  })

  test('an image whose header declares a huge size is refused', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPolicy(kit.deps, company.author, draftOf(clauses))
    const kitWithImages = { ...kit, deps: { ...kit.deps, images: workerImages() } }
    // A PNG whose header declares 60,000 × 60,000 pixels.
    const header = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
    const size = Buffer.from([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0, 0, 0, 0, 0])
    const data = Buffer.concat([header, size]).toString('base64')
    expect(await upload(kitWithImages, company.author, id, data, 'a.png')).toMatchObject({ status: 422 })
  })

  test('an auditor cannot upload a file', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPolicy(kit.deps, company.author, draftOf(clauses))
    const auditor = await kit.given.member({ department: company.root, roles: ['auditor'] })
    expect((await upload(kit, auditor, id, PDF)).status).toBe(404)
  })
})

describe('unused files', () => {
  const storedIds = async ({ deps }: Kit) =>
    (await deps.db.select({ id: policyFiles.id }).from(policyFiles)).map(({ id }) => id)

  test('an unused file is purged after 30 days; a file of any version is kept', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const { body: signed } = await upload(kit, company.author, id, PDF)
    await publishNextVersion(kit, company, id, 'minor', draftOf(clauses, { files: [signed] }))
    await publishNextVersion(kit, company, id, 'minor', draftOf(clauses))
    const { body: written } = await upload(kit, company.author, id, PDF)
    await startDraft(kit.deps, company.author, {
      id,
      edition: (await getPolicyEdit(kit.deps, company.author, { id })).edition,
    })
    const save = async (files: PolicyFile[]) => {
      const { edition } = await getPolicyEdit(kit.deps, company.author, { id })
      await saveDraft(kit.deps, company.author, { id, edition, content: draftOf(clauses, { files }) })
    }
    await save([written])
    const { body: unused } = await upload(kit, company.author, id, PDF)
    // An author who saves the draft weeks later loses no file.
    kit.deps.clock.advanceDays(30)
    await purgeExpired(kit.deps)
    expect(await storedIds(kit)).toHaveLength(3)
    kit.deps.clock.advanceHours(1)
    await purgeExpired(kit.deps)
    expect((await storedIds(kit)).sort()).toEqual([signed.id, written.id].sort())
    await expect(save([unused])).rejects.toMatchObject({ code: 'input.invalid' })
    await createSealer(kit.deps)()
    expect(await verifyAudit({ ...kit.deps, evidence: policyEvidenceCheck(kit.deps) })).toMatchObject({
      isIntact: true,
    })
    await save([])
    await purgeExpired(kit.deps)
    expect(await storedIds(kit)).toEqual([signed.id])
  })

  test('the database refuses changes to files, and allows only unused ones to be deleted', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const { body: file } = await upload(kit, company.author, id, PDF)
    await publishNextVersion(kit, company, id, 'minor', draftOf(clauses, { files: [file] }))
    const { body: unused } = await upload(kit, company.author, id, PDF)
    const run = (statement: string) => kit.deps.db.execute(sql.raw(statement))
    for (const statement of ['delete from policy_files', 'truncate policy_files'])
      await expect(run(statement)).rejects.toMatchObject({ cause: { code: '42501' } })
    await expect(run(`update policy_files set name = 'x' where id = '${unused.id}'`)).rejects.toMatchObject({
      cause: { code: '42501' },
    })
    await run(`delete from policy_files where id = '${unused.id}'`)
    expect(await storedIds(kit)).toEqual([file.id])
  })
})
