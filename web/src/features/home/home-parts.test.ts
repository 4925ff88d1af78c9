import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { messagesIn } from '../../locales/load-messages.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { noopBridge } from '../../wecom/bridge.ts'
import MyPeople from './components/MyPeople.vue'
import RunningRequests from './components/RunningRequests.vue'
import ServiceGrid from './components/ServiceGrid.vue'
import TakenCase from './components/TakenCase.vue'

const { admin, guardians, running } = samplePages.home.data

it('TakenCase shows who ordered the lock and when, and calls the account locked only once WeCom confirmed it', async () => {
  const taken = { id: 'req_0sample1', name: '赵丽霞', by: '罗文静', at: '2026-03-17T02:31:07Z' }
  const card = mountUi(TakenCase, { props: { taken } })
  expect(card.text()).toContain('罗文静已发起锁定赵丽霞的账号')
  expect(card.text()).toContain('发起锁定，无需你再决定')
  await card.setProps({ taken: { ...taken, isLocked: true } } as never)
  expect(card.text()).toContain('罗文静已锁定赵丽霞的账号')
})

describe('MyPeople', () => {
  it('MyPeople shows presence and the usual time, and has a link that calls the person', () => {
    const card = mountUi(MyPeople, { props: { admin, guardians } })
    expect(card.text().replace(/\s+/g, '')).toContain('李敏部门管理员在岗，通常2小时内审批')
    expect(card.get('a[href^="tel:"]').attributes('aria-label')).toBe('拨打李敏的座机')
    expect(card.text()).toContain('孙浩')
  })

  it('MyPeople shows neither presence nor time when they are unknown, and no call without a number', () => {
    const quiet = { ...admin, phone: '', isOnDuty: false, usualHours: null }
    const card = mountUi(MyPeople, { props: { admin: quiet, guardians: [] } })
    expect(card.find('.people-duty').exists()).toBe(false)
    expect(card.find('a[href^="tel:"]').exists()).toBe(false)
    expect(card.text()).toContain('手机丢失时，守护人可立即锁定账号')
  })

  it('MyPeople marks the button as busy until the client opened the chat', async () => {
    const answers: ((isOpened: boolean) => void)[] = []
    const openChatWith = () =>
      new Promise<boolean>((resolve) => {
        answers.push(resolve)
      })
    const card = mountUi(MyPeople, { props: { admin, guardians }, parts: { bridge: { ...noopBridge, openChatWith } } })
    const isBusy = () => card.get('button').attributes('aria-busy')
    await card.get('button').trigger('click')
    expect(isBusy()).toBe('true')
    answers.at(0)?.(true)
    await flushPromises()
    expect(isBusy()).toBeUndefined()
  })

  it('MyPeople opens the chat, and explains how to find the person where it does not open', async () => {
    const openChatWith = vi.fn(() => Promise.resolve(false))
    const card = mountUi(MyPeople, { props: { admin, guardians }, parts: { bridge: { ...noopBridge, openChatWith } } })
    await card.get('button').trigger('click')
    await flushPromises()
    expect(openChatWith).toHaveBeenCalledWith('limin')
    expect(useToastsStore().message).toContain('搜索“李敏”')
  })
})

describe('RunningRequests', () => {
  it('RunningRequests has the same link to all requests, however many are running', () => {
    for (const count of [running.items.length, running.items.length + 2]) {
      const card = mountUi(RunningRequests, { props: { running: { ...running, count } } })
      expect(card.get('a').text()).toBe('全部')
      card.unmount()
    }
  })
})

describe('the greeting', () => {
  it('the greeting says how long several policies take to sign together, but not how long a single one takes', () => {
    const { today } = messagesIn('zh-CN', 'core').home
    const [short, long] = [{ seconds: 40 }, { seconds: 150 }]
    expect([today(0, []), today(3, [short]), today(3, [short, long])]).toEqual([
      '都办完了',
      '有 3 件事等你处理',
      '有 3 件事等你处理，签收共约 4\u00a0分钟',
    ])
  })
})

describe('ServiceGrid', () => {
  it('every service has its own icon and page', () => {
    const tiles = mountUi(ServiceGrid).findAll('a')
    const shapes = tiles.map((tile) => tile.get('svg').html())
    expect(new Set(shapes).size).toBe(tiles.length)
    expect(new Set(tiles.map((tile) => tile.attributes('href'))).size).toBe(tiles.length)
  })
})
