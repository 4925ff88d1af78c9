import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import { describe, expect } from 'vitest'
import { test } from '../../../testing/kit.ts'
import {
  approveDraft,
  clause,
  draftOf,
  publishNextVersion,
  policyCompany,
  createPublishedPolicy,
} from '../../../testing/fixtures/policy.ts'
import { createTestClient } from '../../../testing/http.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createPolicy, saveDraft, startDraft, submitDraft } from './edit-policy.ts'
import { sendBackVersion } from './review-version.ts'
import { getPolicyEdit } from './get-policy-editor.ts'

const draft = draftOf([clause('1')])

describe('drafts', () => {
  test('a policy that is created again with its key is the same policy', async ({ kit }) => {
    const { author, lead } = await policyCompany(kit)
    const { requestAs } = createTestClient(kit.deps)
    const create = async (by: typeof author, key: string) => {
      const answer = await requestAs(by, 'POST', '/api/settings/policies', draft, { 'idempotency-key': key })
      return ((await answer.json()) as PolicyEditView).id
    }
    const first = await create(author, 'same-key-1')
    expect(await create(author, 'same-key-1')).toBe(first)
    const others = [await create(author, 'same-key-2'), await create(lead, 'same-key-1')]
    expect(new Set([first, ...others]).size).toBe(3)
  })

  test('a draft cannot be approved by any of its authors, whoever saved it last', async ({ kit }) => {
    const { author, lead } = await policyCompany(kit)
    const id = await createPolicy(kit.deps, lead, draft)
    const edition = async () => (await getPolicyEdit(kit.deps, author, { id })).edition
    await saveDraft(kit.deps, author, { id, edition: await edition(), content: draftOf([clause('1', '改一个字。')]) })
    await submitDraft(kit.deps, author, { id, edition: await edition() })
    await expect(approveDraft(kit, lead, id)).rejects.toMatchObject({
      code: 'policy.self_approval',
    })
    expect((await getPolicyEdit(kit.deps, lead, { id })).allowed).toEqual(['send_back'])
  })

  test('approvers are notified of a submitted draft, and its authors of the decision, with the reason on the page', async ({
    kit,
  }) => {
    const { author, lead } = await policyCompany(kit)
    const id = await createPolicy(kit.deps, author, draft)
    const view = () => getPolicyEdit(kit.deps, author, { id })
    const listNewCards = async (since: number) => {
      await drainOutbox(kit.deps)
      return kit.deps.wecom.mailings.slice(since).map(({ userids, card }) => [userids, card.title])
    }
    await submitDraft(kit.deps, author, { id, edition: (await view()).edition })
    expect((await view()).reviewers).toMatchObject([{ userid: lead.userid }])
    const submitted = await listNewCards(0)
    expect(submitted).toEqual([[[lead.userid], expect.stringContaining('待你审核')]])
    await sendBackVersion(kit.deps, lead, { id, edition: (await view()).edition, reason: '第 1 条说反了' })
    const returned = await view()
    expect(returned.draft?.version.returned).toMatchObject({
      by: { userid: lead.userid },
      reason: '第 1 条说反了',
    })
    expect(await listNewCards(1)).toEqual([[[author.userid], expect.stringContaining('已退回修改')]])
    await submitDraft(kit.deps, author, { id, edition: (await view()).edition })
    expect((await view()).draft?.version.returned).toBeNull()
    await approveDraft(kit, lead, id)
    // The approver who decided before the card was sent does not receive it.
    expect(await listNewCards(2)).toEqual([[[author.userid], expect.stringContaining('已通过审核')]])
  })

  test('the cards about a draft are replaced when it is decided or changed again', async ({ kit }) => {
    const { author, lead } = await policyCompany(kit)
    const second = await kit.given.member({ userid: 'second-lead', roles: ['ops_lead'] })
    const id = await createPolicy(kit.deps, author, draft)
    const edition = async () => (await getPolicyEdit(kit.deps, author, { id })).edition
    const replacedCards = async () => {
      await drainOutbox(kit.deps)
      return kit.deps.wecom.replaced.splice(0).map(({ userid, card }) => [userid, card.title])
    }
    await submitDraft(kit.deps, author, { id, edition: await edition() })
    expect(await replacedCards()).toEqual([])
    await approveDraft(kit, lead, id)
    const approved = await replacedCards()
    expect(approved.map(([userid]) => userid).sort()).toEqual([lead.userid, second.userid].sort())
    expect(approved[0]?.[1]).toContain('已通过审核')
    await saveDraft(kit.deps, author, { id, edition: await edition(), content: draft })
    expect(await replacedCards()).toEqual([[author.userid, expect.stringContaining('需重新提交审核')]])
  })

  test('a card that was sent without a response from WeCom is replaced once the draft is approved', async ({ kit }) => {
    const { author, lead } = await policyCompany(kit)
    const id = await createPolicy(kit.deps, author, draft)
    const edition = async () => (await getPolicyEdit(kit.deps, author, { id })).edition
    await submitDraft(kit.deps, author, { id, edition: await edition() })
    const { sendCards } = kit.deps.wecom
    kit.deps.wecom.sendCards = () => Promise.reject(Object.assign(new Error('no response'), { name: 'TimeoutError' }))
    await drainOutbox(kit.deps)
    kit.deps.wecom.sendCards = sendCards
    await approveDraft(kit, lead, id)
    kit.deps.clock.advanceSeconds(300)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.replaced.map(({ userid, card }) => [userid, card.title])).toEqual([
      [lead.userid, expect.stringContaining('已通过审核')],
    ])
  })

  test('the editor shows a draft in both languages with its audience and all published clause ids', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf([clause('1'), clause('2')]))
    const audience = { everyone: false, departments: [company.north], roles: [], partners: false, people: ['LEAD'] }
    const english = { ...clause('1'), en: { title: 'Title 1', body: 'Another text.', why: '' } }
    await publishNextVersion(kit, company, id, 'minor', draftOf([english], { audience }))
    await startDraft(kit.deps, company.author, {
      id,
      edition: (await getPolicyEdit(kit.deps, company.author, { id })).edition,
    })
    const { edition } = await getPolicyEdit(kit.deps, company.author, { id })
    const changed = { ...english, en: { ...english.en, body: 'One more text.' } }
    await saveDraft(kit.deps, company.author, { id, edition, content: draftOf([changed], { audience }) })
    expect(await getPolicyEdit(kit.deps, company.lead, { id })).toMatchObject({
      draft: { clauses: [{ change: 'same' }], english: [{ title: 'Title 1', change: 'changed' }] },
      departments: [{ id: company.north, name: '北' }],
      people: [{ userid: 'lead' }],
      clauseIds: ['1', '2'],
    })
  })

  test('only reviewers see a draft', async ({ kit }) => {
    const { root, author } = await policyCompany(kit)
    const id = await createPolicy(kit.deps, author, draft)
    const admin = await kit.given.member({ department: root, adminOf: [root] })
    const auditor = await kit.given.member({ department: root, roles: ['auditor'] })
    const employee = await kit.given.member({ department: root })
    const { requestAs } = createTestClient(kit.deps)
    const readStatuses = async (who: typeof admin) =>
      Promise.all(
        [
          `/api/settings/policies/${id}`,
          `/api/policies/${id}`,
          `/api/policies/${id}/board`,
          `/api/settings/policies`,
        ].map(async (path) => (await requestAs(who, 'GET', path)).status),
      )
    expect(await readStatuses(employee)).toEqual([404, 404, 404, 404])
    expect(await readStatuses(admin)).toEqual([404, 404, 404, 404])
    expect(await readStatuses(auditor)).toEqual([200, 404, 404, 200])
  })
})
