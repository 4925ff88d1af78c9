import { expect } from 'vitest'
import { test } from '../../../testing/kit.ts'
import {
  clause,
  draftOf,
  nextVersion,
  open,
  policyCompany,
  published,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { getBoard } from '../board/get-board.ts'
import { getPolicyEdit, getPolicyList } from '../authoring/get-policy-editor.ts'
import { getPeopleView } from '../board/get-people.ts'
import { listMyPolicies, listMyReceipts, listToSign } from '../signing/my-policies.ts'

const both = { title: '使用规范', titleEn: 'Rules' }

test('whatever names a policy names it in both languages, as its version does', async ({ kit }) => {
  const two = await policyCompany(kit)
  const id = await published(kit, two, draftOf([clause('1')], { isBeforeUse: true }))
  expect(await listToSign(kit.deps, two.lead, 'zh-CN')).toMatchObject([both])
  expect(await kit.deps.readFirst(kit.deps.db, two.lead.userid)).toMatchObject(both)
  // Read in English or not: the page says it in the language of the text.
  expect((await open(kit, two.lead, id)).task).toMatchObject(both)
  await readAndSign(kit, two.lead, id)
  const seen = async () => [
    ...(await listMyPolicies(kit.deps, two.lead, 'zh-CN')).items,
    ...(await listMyReceipts(kit.deps, two.lead)).items,
    ...(await getPolicyList(kit.deps, two.lead)).items,
    await getPolicyEdit(kit.deps, two.lead, { id }),
    (await getBoard(kit.deps, two.lead, { id })).policy,
    ...(await getBoard(kit.deps, two.lead, { id })).policies,
    (await getPeopleView(kit.deps, two.lead, { id })).policy,
  ]
  const before = await seen()
  expect(before).toMatchObject(before.map(() => both))
  // One that has no English says so; the receipt is of the version that was signed.
  const chinese = draftOf([{ ...clause('1', '改。'), en: null }], {
    zh: { title: '新规范', consent: '好。' },
    en: null,
  })
  await nextVersion(kit, two, id, 'minor', chinese)
  const titles = (await seen()).map(({ titleEn }) => titleEn)
  expect(titles).toEqual([null, 'Rules', null, null, null, null, null])
})
