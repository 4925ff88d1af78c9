import { describe, expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { test } from '../../testing/kit.ts'
import {
  clause,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { saveDraft, startDraft } from './authoring/edit-policy.ts'
import { forecastPublish } from './authoring/forecast-publish.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'

const [one, two, three] = [clause('1'), clause('2'), clause('3')]

describe('removed clauses', () => {
  test('a removed clause is shown to readers who signed it, in their language, and not to others', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const signer = await kit.given.member({ department: north })
    const late = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf([one, two, three]))
    await readAndSign(kit, signer, id)
    expect((await openPolicy(kit, signer, id)).removed).toEqual([])
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), three]))
    const view = await openPolicy(kit, signer, id)
    expect(view.removed).toMatchObject([
      { id: '2', no: '2', title: '标题 2', text: [{ pieces: [{ text: '第 2 条的内容。' }] }] },
    ])
    expect(view.clauses.filter(({ isAsked }) => isAsked).map((clause) => clause.id)).toEqual(['1'])
    expect((await openPolicy(kit, signer, id, 'en')).removed).toMatchObject([{ title: 'Title 2' }])
    expect((await openPolicy(kit, late, id)).removed).toEqual([])
    // After signing, the removal is no longer shown.
    expect(await readAndSign(kit, signer, id)).toMatchObject({ read: 1 })
    expect((await openPolicy(kit, signer, id)).removed).toEqual([])
  })

  test("removed clauses are those removed since the reader's own signature, in any version since then", async ({
    kit,
  }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf([one, two, three]))
    await readAndSign(kit, company.lead, id)
    await publishNextVersion(kit, company, id, 'minor', draftOf([one, three]))
    await publishNextVersion(kit, company, id, 'major', draftOf([one]))
    expect((await openPolicy(kit, company.lead, id)).removed.map((clause) => clause.id)).toEqual(['2', '3'])
  })

  test('a removed clause is not part of the required reading, and the forecast counts it separately', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const signer = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf([one, two]))
    await readAndSign(kit, signer, id)
    const edition = async () => (await getPolicyEdit(kit.deps, company.author, { id })).edition
    await startDraft(kit.deps, company.author, { id, edition: await edition() })
    await saveDraft(kit.deps, company.author, { id, edition: await edition(), content: draftOf([one]) })
    expect(await forecastPublish(kit.deps, company.author, { id })).toMatchObject({ major: 3, changed: 0, removed: 1 })
    const { draft } = await getPolicyEdit(kit.deps, company.author, { id })
    expect(draft?.clauses.map((clause) => [clause.id, clause.change])).toEqual([
      ['1', 'same'],
      ['2', 'removed'],
    ])
  })

  test('a removal in a major version is signed without reading, and in a minor version keeps signatures valid', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const signer = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf([one, two, three]))
    await readAndSign(kit, signer, id)
    await publishNextVersion(kit, company, id, 'minor', draftOf([one, two]))
    expect(await openPolicy(kit, signer, id)).toMatchObject({ task: { state: 'signed' }, removed: [{ id: '3' }] })
    await drainOutbox(kit.deps)
    await publishNextVersion(kit, company, id, 'major', draftOf([one]))
    const cardTo = (userid: string) => kit.deps.wecom.mailings.findLast(({ userids }) => userids.includes(userid))?.card
    await drainOutbox(kit.deps)
    expect(cardTo(signer.userid)).toMatchObject({
      title: '待签收：使用规范',
      subtitle: '2.0 版，共 1 条，3 月 24 日 前',
    })
    const view = await openPolicy(kit, signer, id)
    expect([view.task.state, view.task.toRead, view.task.isDelta, view.removed.length]).toEqual(['pending', 0, true, 2])
    expect(await readAndSign(kit, signer, id)).toMatchObject({ label: '2.0', basis: 'delta', read: 0 })
  })
})
