import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleLostForm } from '../../testing/samples/sample-lost.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import { lost as messages } from '../../locales/zh-CN/lost-device.ts'
import { noopBridge, type WecomBridge } from '../../wecom/bridge.ts'
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
    async (answer) => {
      const page = await open(answers[answer], await storageAfterVisit())
      expect(page.get('[role=alert]').text()).toBe(`${messages.notLocked} ${messages.callOnCall}`)
      const call = page.get('a[href="tel:13800002046"]')
      expect(call.text()).toBe('呼叫值班 陈海燕 138 0000 2046')
      // Phone numbers do not wrap.
      expect(call.get('.nb').text()).toBe('138 0000 2046')
    },
  )

  it('a load without a response shows the same as a load error after a few seconds', async () => {
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

describe('LostDevicePage for a colleague', () => {
  const liMin = { userid: 'limin', name: '李敏' }

  async function openInWecom(chooseMembers = vi.fn<WecomBridge['chooseMembers']>(() => Promise.resolve([liMin]))) {
    const initialState = sampleInitialState({ name: 'lost-device', data: sampleLostForm })
    const bridge = { ...noopBridge, isWeCom: true, chooseMembers }
    const page = mountUi(LostDevicePage, { parts: { initialState, bridge } })
    await flushPromises()
    return { page, chooseMembers }
  }

  it('a tap on 帮同事 opens the picker of WeCom; the card and the slider then name the colleague', async () => {
    const { page, chooseMembers } = await openInWecom()
    await page.get('input[value=colleague]').setValue()
    await page.get('input[value=colleague]').trigger('click', { detail: 1 })
    await flushPromises()
    expect(chooseMembers).toHaveBeenCalledOnce()
    expect(page.get('.choices-cards .choice:last-child').text()).toContain('李敏')
    expect(page.get('[role=slider]').text()).toBe('右滑上报「李敏」的手机丢失')
    expect(page.find('[role=combobox]').exists()).toBe(false)
  })

  it.each([
    ['that does not open gives way to the search', null, true],
    ['that is closed changes nothing', [], false],
  ])('the picker of another colleague %s', async (_title, answer, isSearched) => {
    const { page, chooseMembers } = await openInWecom()
    await page.get('input[value=colleague]').setValue()
    await page.get('input[value=colleague]').trigger('click', { detail: 1 })
    await flushPromises()
    chooseMembers.mockResolvedValue(answer)
    await page.get('.lost-link').trigger('click')
    await flushPromises()
    expect(page.find('[role=combobox]').exists()).toBe(isSearched)
    expect(page.get('.choices-cards .choice:last-child').text().includes('李敏')).toBe(!isSearched)
  })

  it('an arrow key opens no picker, and the search stays', async () => {
    const { page, chooseMembers } = await openInWecom()
    await page.get('input[value=colleague]').setValue()
    await page.get('input[value=colleague]').trigger('click', { detail: 0 })
    expect(chooseMembers).not.toHaveBeenCalled()
    expect(page.find('[role=combobox]').exists()).toBe(true)
  })
})

describe('LostDevicePage for a new phone', () => {
  it('LostDevicePage for a new phone asks one question with two answers; one of them leads to the report of a loss', async () => {
    const initialState = sampleInitialState({ name: 'lost-device', data: sampleLostForm })
    const page = mountUi(LostDevicePage, { parts: { initialState } })
    await page
      .findAll('button')
      .find((button) => button.text() === messages.toChange)
      ?.trigger('click')
    expect(page.findAll('input')).toHaveLength(0)
    const answers = [messages.startChange, messages.oldPhoneGone]
    expect(page.findAll('.bar button').map((button) => button.text())).toEqual(answers)
    await page.findAll('.bar button').at(1)?.trigger('click')
    expect(page.text()).toContain(messages.whose)
  })
})
