import { createApiClient } from '@desk/server/client'
import { DOMWrapper, flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { h, shallowRef } from 'vue'
import accounts from '../../locales/zh-CN/accounts.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import JoinerBatchPage from './pages/JoinerBatchPage.vue'

const { batch: messages } = accounts
const batch = samplePages['joiner-batch'].data
const [first, second] = batch.items

/** Opens the batch. The first decision is refused: HR has withdrawn the first opening and corrected the one with the id `corrected`. */
async function open({ corrected }: { corrected?: string } = {}) {
  const decisions: { excluded: { id: string; reason: string }[] }[] = []
  const items = batch.items.map((item) => ({
    ...item,
    ...(item.id === first?.id && { state: 'cancelled' }),
    ...(item.id === corrected && { version: item.version + 1 }),
  }))
  const newer = { ...batch, planHash: 'c'.repeat(64), items }
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method !== 'POST') return Promise.resolve(Response.json(newer))
    decisions.push(JSON.parse(String(init.body)) as (typeof decisions)[number])
    const error = { code: 'account.changed_meanwhile', requestId: 'r', details: {} }
    return Promise.resolve(decisions.length === 1 ? Response.json({ error }, { status: 409 }) : Response.json(newer))
  }
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const isShown = shallowRef(true)
  const host = { render: () => h('div', isShown.value ? [h(JoinerBatchPage)] : []) }
  const page = mountUi(host, { parts: { api, initialState: sampleInitialState(samplePages['joiner-batch']) } })
  await flushPromises()
  const press = async (label: string) => {
    const button = page.findAll('button').find((one) => [one.attributes('aria-label'), one.text()].includes(label))
    await button?.trigger('click')
    await flushPromises()
  }
  const exclude = async (name: string, reason: string) => {
    await press(messages.excludeOne(name))
    const form = new DOMWrapper(document.querySelector('[role=dialog] form')!)
    await form.get('textarea').setValue(reason)
    await form.trigger('submit')
    await flushPromises()
  }
  return { page, press, exclude, decisions, isShown }
}

it('an excluded opening that was withdrawn meanwhile is not part of the next decision', async () => {
  const { page, press, exclude, decisions } = await open()
  await exclude(first!.name, '重复')
  await exclude(second!.name, '岗位有误')
  await press(messages.confirm(0))
  expect(decisions[0]?.excluded).toHaveLength(2)
  expect(page.text()).toContain(messages.excluding(1))
  await press(messages.confirm(0))
  expect(decisions[1]?.excluded).toEqual([{ id: second!.id, reason: '岗位有误' }])
  expect(page.text()).not.toContain(messages.excluding(1))
})

it('an opening that HR has corrected since it was excluded is not excluded again with the old reason', async () => {
  const { page, press, exclude, decisions } = await open({ corrected: second!.id })
  await exclude(first!.name, '重复')
  await exclude(second!.name, '岗位有误')
  await press(messages.confirm(0))
  expect(decisions[0]?.excluded).toHaveLength(2)
  expect(page.text()).not.toContain(messages.why('岗位有误'))
  await press(messages.confirm(1))
  expect(decisions[1]?.excluded).toEqual([])
})

it('reasons of excluded openings are kept while another page is open', async () => {
  const { page, exclude, isShown } = await open()
  await exclude(second!.name, '岗位有误')
  isShown.value = false
  await flushPromises()
  isShown.value = true
  await flushPromises()
  expect(page.text()).toContain(messages.why('岗位有误'))
  expect(page.text()).toContain(messages.excluding(1))
})
