import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { PersonHistory, PersonRow } from '@desk/shared/policies/board-schemas'
import { afterEach, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePeople } from '../../testing/sample-board.ts'
import { samplePerson } from '../../testing/sample-person.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import PersonSheet from './components/people/PersonSheet.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

/** The sheet of one person, as it says it, line by line. */
async function sheetOf(history: PersonHistory, person: PersonRow = samplePeople.page.items[0]!) {
  const fetch = () => Promise.resolve(Response.json(history))
  mountUi(PersonSheet, {
    props: { policyId: 'pol_0sample1', person, mayChange: false, mayForget: false },
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const sheet = document.querySelector('[role="dialog"]')!
  const plain = (element: Element) => (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
  return {
    sheet,
    lines: [...sheet.querySelectorAll('li')].map((line) => [...line.querySelectorAll('p, summary')].map(plain)),
    text: plain(sheet),
  }
}

it('tells all that happened, newest first: the department of then and of now, and the time on each clause', async () => {
  const { sheet, lines, text } = await sheetOf(samplePerson)
  expect(text).toContain(`现在的部门：${samplePeople.page.items[0]!.department.join(' / ')}`)
  expect(lines).toEqual([
    [
      '3.0 版，今天 10:00 · 只签变更 K7Q2-91FD',
      '第一次打开：3 月 16 日 09:12',
      '签的时候在：新疆分公司 / 二线支持组',
      '看了：1.1 12 秒 · 3.2④ 不到 1 秒',
    ],
    ['3 月 10 日 10:00，要求重新确认，周启明定 · 岗位变了'],
    ['2 月 1 日 10:00，豁免到 2026 年 3 月 1 日，李敏批 · 产假 · 提前结束于 2 月 20 日 10:00'],
    [
      '2.2 版，1 月 5 日 10:00 · 签全文 M4T1-22AB',
      '签的时候在：编号 42 的部门，通讯录里查不到名字',
      '看了 6 条，共 46 秒',
      '1.1 8 秒 · 1.2 8 秒 · 2.1 8 秒 · 2.2 8 秒 · 2.3 8 秒 · 3.1 8 秒',
    ],
    ['2025 年 1 月 2 日，单独定期限：2025 年 1 月 20 日前签，李敏定'],
  ])
  expect([...sheet.querySelectorAll('details')].map(({ open }) => open)).toEqual([false])
})

it('says of the last message no more than WeCom said, and of one that was never booked that there is none', async () => {
  const { text } = await sheetOf(samplePerson)
  expect(text).toContain('最近一条消息：催办，3 月 16 日 10:00，没送达：企业微信没收，多半是账号停用或不在应用可见范围')
  document.body.innerHTML = ''
  const sent = { event: 'policy.asked', state: 'sent', at: '2026-03-16T02:00:00Z' } as const
  expect((await sheetOf({ ...samplePerson, delivery: sent })).text).toContain(
    '最近一条消息：待签通知，3 月 16 日 10:00，企业微信已收下',
  )
  document.body.innerHTML = ''
  expect((await sheetOf({ ...samplePerson, delivery: null })).text).toContain('最近一条消息：记录里没有')
})

it('tells of whoever is still to sign when he first opened it, and of nobody that he did not where nothing is known', async () => {
  const [signed, owing] = samplePeople.page.items
  expect((await sheetOf(samplePerson, owing)).text).toContain('第一次打开：3 月 11 日 09:40')
  document.body.innerHTML = ''
  expect((await sheetOf(samplePerson, { ...owing!, openedAt: null })).text).toContain('没有打开过的记录')
  document.body.innerHTML = ''
  // Of what is signed it stands beside the signature, or nothing does.
  const { text } = await sheetOf({ ...samplePerson, signatures: [] }, { ...signed!, openedAt: null })
  expect(text).not.toContain('打开')
})
