import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type { MyPolicies, PolicyTask } from '@desk/shared/policies/policy-schemas'
import { expect } from 'vitest'
import { policySignatures } from '../../../db/schema/index.ts'
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
import { loadPage } from '../../../testing/load-page.ts'
import { policyDuties } from '../policy-duties.ts'
import { listMyReceipts, summarizePolicies } from './my-policies.ts'

type Task = Pick<PolicyTask, 'toRead' | 'seconds'>

/** Returns what the home page, the policy list and the policy show as required reading, from page loads and from the API. */
async function listRequiredReading(
  kit: Kit,
  actor: MemberActor,
  id: PolicyId,
  language: PolicyLanguage,
): Promise<unknown[]> {
  const { page: home } = await loadPage(kit.deps, actor, '/', { language })
  const { page: list } = await loadPage(kit.deps, actor, '/policies', { language })
  if (home.name !== 'home' || list.name !== 'policies') throw new Error(`${home.name}, ${list.name}`)
  const { requestAs } = createTestClient(kit.deps)
  const fetchView = async <View>(path: string): Promise<View> => {
    const response = await requestAs(actor, 'GET', path, undefined, { 'accept-language': language })
    return (await response.json()) as View
  }
  const tasks: Task[] = [
    ...home.data.waiting.policies,
    ...list.data.items,
    (await openPolicy(kit, actor, id, language)).task,
    ...(await fetchView<HomeView>('/api/home')).waiting.policies,
    ...(await fetchView<MyPolicies>('/api/policies')).items,
  ]
  return tasks.map(({ toRead: count, seconds }) => [count, seconds])
}

test('home, the list and the policy show the same required reading, in the language of their reader', async ({
  kit,
}) => {
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1', '甲乙。'.repeat(200)), clause('2')]))
  await readAndSign(kit, company.lead, id)
  // The English text does not change.
  await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '甲丙。'.repeat(200)), clause('2')]))
  const chinese = await listRequiredReading(kit, company.lead, id, 'zh-CN')
  expect(chinese).toEqual(Array.from({ length: 5 }, () => [1, expect.any(Number)]))
  expect(new Set(chinese.map(String)).size).toBe(1)
  const english = await listRequiredReading(kit, company.lead, id, 'en')
  expect(english).toEqual(Array.from({ length: 5 }, () => [0, expect.any(Number)]))
  expect(String(english[0])).not.toBe(String(chinese[0]))
})

test('the required reading of a policy without English is that of the Chinese text, for readers of English too', async ({
  kit,
}) => {
  const company = await policyCompany(kit)
  const chinese = { zh: { title: '新规范', consent: '好。' }, en: null }
  const id = await createPublishedPolicy(kit, company, draftOf([{ ...clause('1'), en: null }], chinese))
  const [first, ...others] = await listRequiredReading(kit, company.lead, id, 'en')
  expect(first).toEqual([1, expect.any(Number)])
  expect(others).toEqual([first, first, first, first])
})

test('home shows a policy that was published after an earlier visit, and none that this reader signed', async ({
  kit,
}) => {
  const company = await policyCompany(kit)
  const idsOf = async (actor: MemberActor) =>
    (await summarizePolicies(kit.deps, actor, 'zh-CN')).toSign.map(({ id }) => id).toSorted()
  expect(await idsOf(company.lead)).toEqual([])
  const first = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  expect(await idsOf(company.lead)).toEqual([first])
  const second = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await readAndSign(kit, company.lead, first)
  expect(await idsOf(company.lead)).toEqual([second])
  expect(await idsOf(company.author)).toEqual([first, second].toSorted())
})

test('every receipt is on a page of the list, the newest first, and the duties count them all', async ({ kit }) => {
  const { deps } = kit
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await readAndSign(kit, company.lead, id)
  const [signature] = await deps.db.select().from(policySignatures)
  const copies = Array.from({ length: PAGE_SIZE + 1 }, (_, index) => ({
    ...signature!,
    id: deps.ids.next('signature'),
    code: `0000-${String(index).padStart(4, '0')}`,
    occasion: signature!.occasion + index + 1,
    // Two at a time.
    signedAt: new Date(signature!.signedAt.getTime() + Math.ceil(index / 2) * 1000),
  }))
  await deps.db.insert(policySignatures).values(copies)
  const first = await listMyReceipts(deps, company.lead)
  const second = await listMyReceipts(deps, company.lead, { after: first.next! })
  const all = [...first.items, ...second.items]
  expect([first.items.length, second.next]).toEqual([PAGE_SIZE, null])
  expect(new Set(all.map(({ code }) => code)).size).toBe(PAGE_SIZE + 2)
  expect(all.map(({ signedAt }) => signedAt)).toEqual(
    all
      .map(({ signedAt }) => signedAt)
      .toSorted()
      .toReversed(),
  )
  const [own] = await policyDuties(deps, company.lead)
  expect(own?.done).toMatchObject([{ what: 'receipts', count: PAGE_SIZE + 2 }])
})
