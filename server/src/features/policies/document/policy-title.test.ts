import { expect } from 'vitest'
import { test } from '../../../testing/kit.ts'
import {
  clause,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { getBoard } from '../board/get-board.ts'
import { getPolicyEdit, getPolicyList } from '../authoring/get-policy-editor.ts'
import { getPeopleView } from '../board/list-people.ts'
import { listMyPolicies, listMyReceipts, summarizePolicies } from '../signing/my-policies.ts'

const bothTitles = { title: '使用规范', titleEn: 'Rules' }

test('the access gate, task, lists, receipts, editor and board contain the title of a policy in both languages', async ({
  kit,
}) => {
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')], { isBeforeUse: true }))
  expect((await summarizePolicies(kit.deps, company.lead, 'zh-CN')).toSign).toMatchObject([bothTitles])
  expect(await kit.deps.findRequiredSignature(kit.deps.db, company.lead.userid)).toMatchObject(bothTitles)
  // The task has both titles, whatever the language of the reader.
  expect((await openPolicy(kit, company.lead, id)).task).toMatchObject(bothTitles)
  await readAndSign(kit, company.lead, id)
  const readTitledViews = async () => [
    ...(await listMyPolicies(kit.deps, company.lead, 'zh-CN')).items,
    ...(await listMyReceipts(kit.deps, company.lead)).items,
    ...(await getPolicyList(kit.deps, company.lead)).items,
    await getPolicyEdit(kit.deps, company.lead, { id }),
    (await getBoard(kit.deps, company.lead, { id })).policy,
    ...(await getBoard(kit.deps, company.lead, { id })).policies,
    (await getPeopleView(kit.deps, company.lead, { id })).page.policy,
  ]
  const before = await readTitledViews()
  expect(before).toMatchObject(before.map(() => bothTitles))
  // A version without English has no English title; the receipt keeps the title of the signed version.
  const chinese = draftOf([{ ...clause('1', '改。'), en: null }], {
    zh: { title: '新规范', consent: '好。' },
    en: null,
  })
  await publishNextVersion(kit, company, id, 'minor', chinese)
  const titles = (await readTitledViews()).map(({ titleEn }) => titleEn)
  expect(titles).toEqual([null, 'Rules', null, null, null, null, null])
})
