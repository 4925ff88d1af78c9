import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { PersonHistory, PersonRow } from '@desk/shared/policies/board-schemas'
import { afterEach, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePeople } from '../../testing/samples/policies/sample-board.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { samplePersonHistory } from '../../testing/samples/policies/sample-records.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import PersonSheet from './components/people/PersonSheet.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

/** Mounts the sheet of a person and returns its text by line. */
async function mountSheet(
  history: PersonHistory,
  person: PersonRow = samplePeople.page.items[0]!,
  mayChange = false,
  mayForget = false,
) {
  const fetch = () => Promise.resolve(Response.json(history))
  mountUi(PersonSheet, {
    props: { policyId: 'pol_0sample1', person, mayChange, mayForget },
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const sheet = document.querySelector('[role="dialog"]')!
  const textOf = (element: Element) => (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
  return {
    sheet,
    lines: [...sheet.querySelectorAll('li')].map((line) => [...line.querySelectorAll('p, summary')].map(textOf)),
    text: textOf(sheet),
  }
}

it('PersonSheet lists the history newest first, with former and current department and the time per clause', async () => {
  const { sheet, lines, text } = await mountSheet(samplePersonHistory)
  expect(text).toContain(`当前部门：${samplePeople.page.items[0]!.department.join(' · ')}`)
  expect(lines).toEqual([
    [
      '3.0 版，今天 10:00 · 只签变化 K7Q2-91FD',
      '首次打开：3 月 16 日 09:12',
      '签收时部门：新疆分公司 · 二线支持组',
      '阅读：1.1 12 秒 · 3.2④ 不到 1 秒',
    ],
    ['3 月 10 日 10:00，周启明要求重新签收 · 岗位变了'],
    ['2 月 1 日 10:00，李敏豁免至 2026 年 3 月 1 日 · 产假 · 2 月 20 日 10:00 提前结束'],
    [
      '2.2 版，1 月 5 日 10:00 · 签全文 M4T1-22AB',
      '签收时部门：编号 42，名称未知',
      '阅读 6 条，共 46 秒',
      '1.1 8 秒 · 1.2 8 秒 · 2.1 8 秒 · 2.2 8 秒 · 2.3 8 秒 · 3.1 8 秒',
    ],
    ['2025 年 1 月 2 日，李敏改期限：2025 年 1 月 20 日前签收'],
  ])
  expect([...sheet.querySelectorAll('details')].map(({ open }) => open)).toEqual([false])
})

it('PersonSheet shows the delivery state of the last message, or that none is recorded', async () => {
  const { text } = await mountSheet(samplePersonHistory)
  expect(text).toContain(
    '最近一条消息：催办签收，3 月 16 日 10:00，未送达：企业微信拒收，可能账号已停用或不在应用可见范围',
  )
  document.body.innerHTML = ''
  const sent = { event: 'policy.asked', state: 'sent', at: '2026-03-16T02:00:00Z' } as const
  expect((await mountSheet({ ...samplePersonHistory, delivery: sent })).text).toContain(
    '最近一条消息：待签通知，3 月 16 日 10:00，企业微信已接收',
  )
  document.body.innerHTML = ''
  expect((await mountSheet({ ...samplePersonHistory, delivery: null })).text).toContain('最近一条消息：无记录')
})

it('PersonSheet shows when an unsigned person first opened the policy, or that no opening is recorded, and for a signer neither', async () => {
  const [signed, unsigned] = samplePeople.page.items
  expect((await mountSheet(samplePersonHistory, unsigned)).text).toContain('首次打开：3 月 11 日 09:40')
  document.body.innerHTML = ''
  expect((await mountSheet(samplePersonHistory, { ...unsigned!, openedAt: null })).text).toContain('无打开记录')
  document.body.innerHTML = ''
  // For a signed version the time is shown beside the signature, if it is known.
  const { text } = await mountSheet({ ...samplePersonHistory, signatures: [] }, { ...signed!, openedAt: null })
  expect(text).not.toContain('打开')
})

it('PersonSheet offers compliance officers neither an exemption nor another due date for themselves', async () => {
  const { me } = sampleInitialState({ name: 'policy-people', data: samplePeople })
  const [person] = samplePeople.page.items
  const offered = async (userid: string) => {
    const { sheet } = await mountSheet(samplePersonHistory, { ...person!, userid }, true)
    const options = [...sheet.querySelectorAll('option')].map(({ value }) => value)
    document.body.innerHTML = ''
    return options
  }
  expect(await offered('zhaolixia')).toEqual(['exempt', 'due', 'again'])
  expect(await offered(me!.userid.toUpperCase())).toEqual(['again'])
})

it('PersonSheet requires a reason and a last day for an exemption', async () => {
  const { sheet } = await mountSheet(samplePersonHistory, samplePeople.page.items[1]!, true)
  sheet.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  const texts = [...sheet.querySelectorAll('[role=alert]')].map(({ textContent }) => textContent?.trim())
  expect(texts.filter((text) => text === '请填写')).toHaveLength(2)
})

it('PersonSheet of a retired policy offers only to erase the identity of a signer, after a tap', async () => {
  const { sheet } = await mountSheet(samplePersonHistory, undefined, false, true)
  expect(sheet.querySelector('form')).toBeNull()
  const offer = [...sheet.querySelectorAll('button')].find(({ textContent }) => textContent?.includes('匿名化'))
  offer?.click()
  await flushPromises()
  expect([...sheet.querySelectorAll('option')].map(({ value }) => value)).toEqual(['forget'])
})
