import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleLostForm } from '../../testing/sample-lost.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import { lost as messages } from '../../locales/zh-CN/lost-device.ts'
import LostDevicePage from './pages/LostDevicePage.vue'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const failed = { error: { code: 'internal', requestId: 'r', details: {} } }
const answers = {
  form: () => Promise.resolve(Response.json(sampleLostForm)),
  failure: () => Promise.resolve(Response.json(failed, { status: 500 })),
  nothing: () => new Promise<Response>(() => undefined),
  noNetwork: () => Promise.reject(new TypeError('Failed to fetch')),
}

async function open(answer: () => Promise<Response>, stored = new Map<string, string>()) {
  const fetch = vi.fn(answer)
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(LostDevicePage, { parts: { api, device: fakeDevice(stored) } })
  await vi.advanceTimersByTimeAsync(1_000)
  await flushPromises()
  return page
}

/** Returns the storage of a device that loaded the page before. */
async function storageAfterVisit() {
  const stored = new Map<string, string>()
  ;(await open(answers.form, stored)).unmount()
  return stored
}

describe('LostDevicePage without its form', () => {
  it.each([['failure'], ['noNetwork']] as const)(
    'a load error (%s) shows that nothing is locked and the stored phones',
    async (what) => {
      const page = await open(answers[what], await storageAfterVisit())
      expect(page.get('[role=alert]').text()).toBe(`${messages.notLocked} ${messages.callOnCall}`)
      const call = page.get('a[href="tel:13800002046"]')
      expect(call.text()).toBe('呼叫值班 陈海燕 138 0000 2046')
      // Phone numbers do not wrap.
      expect(call.get('.nb').text()).toBe('138 0000 2046')
    },
  )

  it('a slow load shows the same after three seconds', async () => {
    const page = await open(answers.nothing, await storageAfterVisit())
    expect(page.text()).not.toContain(messages.notLocked)
    await vi.advanceTimersByTimeAsync(3_000)
    await nextTick()
    expect(page.text()).toContain(messages.notLocked)
    expect(page.find('a[href="tel:13800002046"]').exists()).toBe(true)
  })

  it('without stored phones the page shows no number', async () => {
    const page = await open(answers.noNetwork)
    expect(page.get('[role=alert]').text()).toBe(`${messages.notLocked} ${messages.callServiceDesk}`)
    expect(page.find('a[href^="tel:"]').exists()).toBe(false)
  })

  it('a loaded form shows no warning', async () => {
    expect((await open(answers.form)).text()).not.toContain(messages.notLocked)
  })
})
