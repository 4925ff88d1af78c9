import { describe, expect } from 'vitest'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  policyCompany,
  publishNextVersion,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { startDraft } from '../authoring/edit-policy.ts'
import { getPolicyEdit } from '../authoring/get-policy-editor.ts'
import { getPolicyText } from './get-policy-text.ts'

/**
 * Creates three published versions and a draft: `signer` signed the first and has to sign the third, `nonSigner` signed none,
 * `outsider` is outside the audience.
 */
async function createThreeVersions(kit: Kit) {
  const people = await policyCompany(kit)
  const { north, south } = people
  const signer = await kit.given.member({ userid: 'guoji', department: north })
  const nonSigner = await kit.given.member({ userid: 'wangxiaoyu', department: north })
  const outsider = await kit.given.member({ userid: 'zhaolixia', department: south })
  const audience = { everyone: false, departments: [north], roles: [], partners: false, people: [] }
  const text = (body: string, ...more: string[]) =>
    draftOf([clause('1', body), ...more.map((id) => clause(id))], { audience })
  const id = await createPublishedPolicy(kit, people, text('第一稿。', '2'))
  await readAndSign(kit, signer, id)
  await publishNextVersion(kit, people, id, 'major', text('第二稿。', '2'))
  await publishNextVersion(kit, people, id, 'major', text('第三稿。', '3'))
  const edition = (await getPolicyEdit(kit.deps, people.author, { id })).edition
  await startDraft(kit.deps, people.author, { id, edition })
  const auditor = await kit.given.member({ userid: 'qinyue', department: south, roles: ['auditor'] })
  return { ...people, signer, nonSigner, outsider, auditor, id }
}

describe('the texts of a policy', () => {
  test('the texts of a policy can be read by members who signed or have to sign them, and all of them by reviewers', async ({
    kit,
  }) => {
    const { author, auditor, signer, nonSigner, outsider, id } = await createThreeVersions(kit)
    const { requestAs } = createTestClient(kit.deps)
    const listReadable = async (actor: typeof author) => {
      const response = await requestAs(actor, 'GET', `/api/policies/${id}/text`)
      if (response.status !== 200) return response.status
      return ((await response.json()) as { versions: { no: number }[] }).versions.map(({ no }) => no)
    }
    expect(await listReadable(author)).toEqual([4, 3, 2, 1])
    expect(await listReadable(auditor)).toEqual([4, 3, 2, 1])
    expect(await listReadable(signer)).toEqual([3, 1])
    expect(await listReadable(nonSigner)).toEqual([3])
    expect(await listReadable(outsider)).toBe(404)
  })

  test('the texts of a policy can be compared between two versions that the reader may read', async ({ kit }) => {
    const { signer, id } = await createThreeVersions(kit)
    const view = await getPolicyText(kit.deps, signer, { id, version: '3', from: '1' })
    expect(view.clauses.map(({ id: clauseId, change }) => [clauseId, change])).toEqual([
      ['1', 'changed'],
      ['3', 'new'],
      ['2', 'removed'],
    ])
    const whole = await getPolicyText(kit.deps, signer, { id, version: '1' })
    expect(whole.clauses.map(({ change }) => change)).toEqual(['same', 'same'])
    expect(whole.versions.map(({ isSigned }) => isSigned)).toEqual([false, true])
  })

  test.for([{ version: '2' }, { version: '3', from: '2' }, { version: '9' }])(
    '%o, which names a version that the reader neither signed nor has to sign, is not found',
    async (query, { kit }) => {
      const { signer, id } = await createThreeVersions(kit)
      await expect(getPolicyText(kit.deps, signer, { id, ...query })).rejects.toMatchObject({
        code: 'policy.not_found',
      })
    },
  )
})
