import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import ManagedNow from './components/ManagedNow.vue'

const { data } = samplePages.home
const initialState = sampleInitialState(samplePages.settings)

const { signing } = samplePages.settings.data

async function open(waiting: object = {}, progress: object | null = null) {
  const home = vi.fn(() => Promise.resolve({ ...data, waiting: { ...data.waiting, ...waiting } } as never))
  const card = mountUi(ManagedNow, {
    props: { signing: progress },
    parts: { api: fakeApi({ home }), initialState },
  })
  await flushPromises()
  return card
}

it('the settings begin with what waits for the role, the most urgent first', async () => {
  const card = await open()
  expect(card.get('h2').text()).toBe('待你处理 3 件')
  expect(card.findAll('a').map((tile) => tile.text())).toEqual(['1 待处理的手机丢失', '2 待手动处理的申请'])
  expect(card.get('.managed-urgent').attributes('href')).toBe(`/lost-device/${String(data.waiting.lost.first)}`)
})

it('the settings show no tasks when nothing waits', async () => {
  const none = { count: 0, oldestAt: null }
  const card = await open({ lost: { ...data.waiting.lost, ...none, first: null }, byHand: none })
  expect(card.find('h2').exists()).toBe(false)
})

it('below the tasks, a row shows how far the newest policy is signed, and opens its board', async () => {
  const row = (await open({}, signing)).get('.managed-signing')
  expect(row.attributes('href')).toBe('/policies/pol_0sample1/board')
  expect(row.text()).toBe('《企业微信使用规范》3.0 版 86.7\u00a0%52 / 60 人已签收，3\u00a0月\u00a024\u00a0日到期')
  expect(row.get('progress').attributes()).toMatchObject({ max: '60', value: '52' })
})

it.each([
  [{ overdue: 3 }, '52 / 60 人已签收，3 人逾期'],
  [{ signed: 60 }, '60 / 60 人已签收'],
])('the progress of a policy with %j says %s, also when no task waits', async (change, text) => {
  const none = { count: 0, oldestAt: null }
  const waiting = { lost: { ...data.waiting.lost, ...none, first: null }, byHand: none }
  const card = await open(waiting, { ...signing, ...change })
  expect(card.find('h2').exists()).toBe(false)
  expect(card.get('.managed-signing .meta').text()).toBe(text)
})

it('the tasks are loaded again at each visit to the settings, since one may be done meanwhile', async () => {
  const none = { count: 0, oldestAt: null }
  const home = vi.fn(() => Promise.resolve(data as never))
  const parts = { api: fakeApi({ home }), initialState }
  const first = mountUi(ManagedNow, { props: { signing: null }, parts })
  await flushPromises()
  first.unmount()
  home.mockResolvedValue({ ...data, waiting: { ...data.waiting, byHand: none } } as never)
  const second = mountUi(ManagedNow, { props: { signing: null }, parts })
  await flushPromises()
  expect(home).toHaveBeenCalledTimes(2)
  expect(second.get('h2').text()).toBe('待你处理 1 件')
})
