import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import delivery from '../../locales/zh-CN/delivery.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleOutbox } from '../../testing/samples/sample-delivery.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import StatusTag from '../../ui/marks/StatusTag.vue'
import OutboxPage from './pages/OutboxPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const { outbox: messages } = delivery

it('OutboxPage says how much waits for how long, and retries all that stopped for a cause', async () => {
  const causes = [{ id: 41, cause: '48002', count: 3 }]
  const fetch = vi.fn((_input: RequestInfo | URL, _init?: RequestInit) =>
    Promise.resolve(Response.json({ ...sampleOutbox, causes: [], dead: [], deadCount: 0 })),
  )
  const page = mountUi(OutboxPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState({ name: 'settings-outbox', data: { ...sampleOutbox, causes, deadCount: 3 } }),
    },
  })
  await flushPromises()
  expect(page.text()).toContain('待执行 2 件，最早一件已等 13\u00a0分钟。')
  expect(page.text()).toContain(messages.jobs(2))
  await clickButton(page)(messages.retryAll(3))
  const [input, init] = fetch.mock.calls.at(-1) ?? []
  expect(String(input)).toMatch(/\/api\/settings\/outbox\/41\/retry$/)
  expect(init?.body).toBe(JSON.stringify({ isForCause: true }))
  expect(page.find('.stopped-cause').exists()).toBe(false)
  expect(page.text()).toContain(messages.noDeadLetters)
})

it('OutboxPage reports a failed change once, on the page and not in a toast', async () => {
  const page = mountUi(OutboxPage, {
    parts: {
      api: fakeApi({
        client: createApiClient('http://desk.test', {
          fetch: vi.fn(() => Promise.resolve(new Response(null, { status: 500 }))),
        }).api,
      }),
      initialState: sampleInitialState({ name: 'settings-outbox', data: sampleOutbox }),
    },
  })
  await flushPromises()
  await clickButton(page)(messages.retryAll(1))
  const alerts = page.findAll('[role=alert]').filter((alert) => alert.text() !== '')
  expect(alerts).toHaveLength(1)
  expect(useToastsStore().message).toBe('')
})

it('OutboxPage lists the jobs of one kind, and a second press lists all of them again', async () => {
  const fetch = vi.fn((_input: RequestInfo | URL, _init?: RequestInit) => Promise.resolve(Response.json(sampleOutbox)))
  const page = mountUi(OutboxPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState({ name: 'settings-outbox', data: sampleOutbox }),
    },
  })
  await flushPromises()
  const pressed = () => page.findAll('.outbox-kinds [aria-pressed=true]').map((chip) => chip.text())
  const requestedUrl = () => String(fetch.mock.calls.at(-1)?.[0])
  const pressGroups = async () => {
    const chip = page.findAll('.outbox-kinds button').find((button) => button.text() === messages.kinds.groups)
    await chip?.trigger('click')
    await flushPromises()
  }
  expect(pressed()).toEqual([])
  await pressGroups()
  expect(pressed()).toEqual([messages.kinds.groups])
  expect(requestedUrl()).toMatch(/\/api\/settings\/outbox\?kind=groups$/)
  await pressGroups()
  expect(pressed()).toEqual([])
  expect(requestedUrl()).toMatch(/\/api\/settings\/outbox\??$/)
})

it('OutboxPage says which calls WeCom limits, and until when', async () => {
  const gates = [{ api: 'message/send', until: '2026-03-17T02:45:00Z' }]
  const page = mountUi(OutboxPage, {
    parts: { initialState: sampleInitialState({ name: 'settings-outbox', data: { ...sampleOutbox, gates } }) },
  })
  await flushPromises()
  expect(page.text()).toContain('企业微信限制了 message/send 的调用次数，今天 10:45 起继续调用。')
})

describe('the state of the outbox', () => {
  const withoutDead = { ...sampleOutbox, causes: [], dead: [], deadCount: 0 }
  const mountPage = async (data: typeof sampleOutbox) => {
    const page = mountUi(OutboxPage, { parts: { initialState: sampleInitialState({ name: 'settings-outbox', data }) } })
    await flushPromises()
    return page
  }
  const tagsOf = (page: Awaited<ReturnType<typeof mountPage>>) =>
    page.findAllComponents(StatusTag).map((tag) => tag.text())
  const held = sampleOutbox.topics.map((topic) => ({ ...topic, heldBy: '60020' }))

  it('OutboxPage names the setting for which jobs wait, instead of saying that all is well', async () => {
    const [job] = sampleOutbox.jobs
    const waiting = { ...job!, cause: '60020', attempts: 0, state: 'later' as const }
    const page = await mountPage({ ...withoutDead, topics: held, jobs: [waiting] })
    expect(page.text()).toContain(messages.waits('60020'))
    expect(tagsOf(page)).toContain(messages.cause('60020'))
    expect(tagsOf(page)).not.toContain(messages.working)
  })

  it('OutboxPage names the setting also when no listed job waits for it', async () => {
    const page = await mountPage({ ...withoutDead, topics: held, jobs: [] })
    expect(tagsOf(page)).toContain(messages.cause('60020'))
    expect(tagsOf(page)).not.toContain(messages.working)
  })

  it('OutboxPage says that all is well if no job waits for a setting, but not if a server of 0.18.0 leaves that open', async () => {
    expect(tagsOf(await mountPage(withoutDead))).toContain(messages.working)
    const topics = sampleOutbox.topics.map(({ heldBy: _, ...older }) => older)
    expect(tagsOf(await mountPage({ ...withoutDead, topics }))).not.toContain(messages.working)
  })
})

it('OutboxPage says how many messages were sent today, and states of the limit only what is known', async () => {
  const textOf = async (data: typeof sampleOutbox) => {
    const page = mountUi(OutboxPage, { parts: { initialState: sampleInitialState({ name: 'settings-outbox', data }) } })
    await flushPromises()
    return page.get('.outbox-quota').text()
  }
  expect(await textOf(sampleOutbox)).toBe('今天发送了 412 人次的消息。每天至少可发 11,800 人次（通讯录 59 人 × 200）。')
  const unknown = { today: 412, isPartial: true, members: null, limitAtLeast: null }
  expect(await textOf({ ...sampleOutbox, messages: unknown })).toBe(
    '今天至少发送了 412 人次的消息。每天可发的人次是账号上限的 200 倍，账号上限请在管理后台查看。',
  )
})

it('OutboxPage shows the answer of a server of 0.18.0, and says what it does not know', async () => {
  const { latency, latencyLeftOut, messages: sent, gates, ...older } = sampleOutbox
  expect([latency, latencyLeftOut, sent, gates]).not.toContain(undefined)
  const page = mountUi(OutboxPage, {
    parts: {
      api: fakeApi({
        client: createApiClient('http://desk.test', { fetch: vi.fn(() => Promise.resolve(Response.json(older))) }).api,
      }),
    },
  })
  await flushPromises()
  expect(page.get('.outbox-quota').text()).toBe(messages.quota.unknown)
  expect(page.get('[aria-labelledby=delivery-latency]').text()).toContain(messages.latency.unknown)
  expect(page.text()).toContain(messages.jobs(2))
  expect(page.text()).not.toMatch(/undefined|NaN/)
})
