import { describe, expect } from 'vitest'
import { test } from '../../testing/kit.ts'
import { clause, draftOf, policyCompany } from '../../testing/policy-stories.ts'
import { testApp } from '../../testing/http.ts'
import { approveVersion, createPolicy, saveDraft, submitDraft } from './edit-policy.ts'
import { getPolicyEdit } from './get-edit.ts'

const draft = draftOf([clause('1')])

describe('a draft', () => {
  test('is approved by nobody who wrote any of it, whoever saved it last', async ({ kit }) => {
    const { author, lead } = await policyCompany(kit)
    const id = await createPolicy(kit.deps, lead, draft)
    const edition = async () => (await getPolicyEdit(kit.deps, author, { id })).edition
    await saveDraft(kit.deps, author, { id, edition: await edition(), content: draftOf([clause('1', '改一个字。')]) })
    await submitDraft(kit.deps, author, { id, edition: await edition() })
    await expect(approveVersion(kit.deps, lead, { id, edition: await edition() })).rejects.toMatchObject({
      code: 'policy.self_approval',
    })
    expect((await getPolicyEdit(kit.deps, lead, { id })).allowed).toEqual(['send_back'])
  })

  test('is seen by reviewers alone', async ({ kit }) => {
    const { root, author } = await policyCompany(kit)
    const id = await createPolicy(kit.deps, author, draft)
    const admin = await kit.given.member({ department: root, adminOf: [root] })
    const auditor = await kit.given.member({ department: root, roles: ['auditor'] })
    const employee = await kit.given.member({ department: root })
    const { as } = testApp(kit.deps)
    const look = async (who: typeof admin) =>
      Promise.all(
        [
          `/api/settings/policies/${id}`,
          `/api/policies/${id}`,
          `/api/policies/${id}/board`,
          `/api/settings/policies`,
        ].map(async (path) => (await as(who, 'GET', path)).status),
      )
    expect(await look(employee)).toEqual([404, 404, 404, 404])
    expect(await look(admin)).toEqual([404, 404, 404, 404])
    expect(await look(auditor)).toEqual([200, 404, 404, 200])
  })
})
