import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { describe, expect, it } from 'vitest'
import accounts from '../../locales/zh-CN/accounts.ts'
import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import JoinerPage from './pages/JoinerPage.vue'

const joiner = samplePages.joiner.data
/** What the check finds in a form that shows its number masked. */
const checked = {
  rows: [{ row: joiner.row, departmentPath: [], notices: [], faults: [{ field: 'mobile', code: 'format' }] }],
}

/** Opens a returned entry, corrects it, and has the correction refused with this error. */
async function submitRefusedCorrection(code: string, fields: { path: string; code: string }[] = []) {
  let loads = 0
  const fetch = async (url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method !== 'POST') {
      loads += 1
      return Promise.resolve(Response.json(joiner))
    }
    if (String(url).endsWith('/check')) return Promise.resolve(Response.json(checked))
    return Promise.resolve(Response.json({ error: { code, requestId: 'r', details: { fields } } }, { status: 422 }))
  }
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(JoinerPage, { parts: { api, initialState: sampleInitialState(samplePages.joiner) } })
  await flushPromises()
  dispatchEvent(new Event('online'))
  await flushPromises()
  const wasRefreshed = loads === 1
  await page.get('form').trigger('submit')
  await flushPromises()
  const faults = page
    .findAll('.field-error')
    .map((error) => error.text())
    .filter((text) => text !== '')
  return { faults, wasRefreshed }
}

describe('JoinerPage', () => {
  it('a correction refused for a reason other than its fields shows no faults', async () => {
    expect((await submitRefusedCorrection('account.changed_meanwhile')).faults).toEqual([])
  })

  it('a correction of an entry that somebody else has changed meanwhile stays, and is sent again for the newer version', async () => {
    const versions: number[] = []
    const newer = { ...joiner, version: joiner.version + 1 }
    const fetch = (_url: RequestInfo | URL, init?: RequestInit) => {
      if (init?.method !== 'POST') return Promise.resolve(Response.json(newer))
      versions.push((JSON.parse(String(init.body)) as { version: number }).version)
      const error = { code: 'account.changed_meanwhile', requestId: 'r', details: {} }
      return Promise.resolve(
        versions.length === 1
          ? Response.json({ error }, { status: 409 })
          : Response.json({ ...newer, state: 'review' }),
      )
    }
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const page = mountUi(JoinerPage, { parts: { api, initialState: sampleInitialState(samplePages.joiner) } })
    const position = page.get<HTMLInputElement>('[name=position]')
    await position.setValue('客服专员')
    for (const expected of ['客服专员', '客服专员']) {
      expect(position.element.value).toBe(expected)
      await page.get('form').trigger('submit')
      await flushPromises()
    }
    expect(versions).toEqual([joiner.version, newer.version])
  })

  /** Opens a returned entry with a correction, and sends it to a server that has `newer` by then. */
  async function correctOutdated(newer: OpeningView, isLost = false) {
    const { me } = sampleInitialState(samplePages.joiner)
    const server = { newer: { ...newer, version: joiner.version + 1 }, sent: [] as unknown[] }
    const own = { type: 'account.corrected', at: joiner.startsOn, by: { userid: me?.userid ?? '', name: '我' } }
    if (isLost) server.newer = { ...server.newer, events: [...joiner.events, own] }
    const fetch = (_url: RequestInfo | URL, init?: RequestInit) => {
      if (init?.method !== 'POST') return Promise.resolve(Response.json(server.newer))
      const { row, version } = JSON.parse(String(init.body)) as { row: unknown; version: number }
      server.sent.push(row)
      if (isLost && server.sent.length === 1) return Promise.reject(new TypeError('Failed to fetch'))
      const error = { code: 'account.changed_meanwhile', requestId: 'r', details: {} }
      return Promise.resolve(
        version === server.newer.version
          ? Response.json({ ...server.newer, state: 'review' })
          : Response.json({ error }, { status: 409 }),
      )
    }
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const page = mountUi(JoinerPage, { parts: { api, initialState: sampleInitialState(samplePages.joiner) } })
    const send = async () => {
      await page.get('form').trigger('submit')
      await flushPromises()
    }
    const position = () => page.get<HTMLInputElement>('[name=position]')
    await position().setValue('客服专员')
    await send()
    return { server, page, send, position }
  }
  const underReview: OpeningView = { ...joiner, state: 'review', row: null, allowed: [] }
  const correctedByOthers = { ...joiner.row!, company: '乙公司' }

  it('a correction replaces nothing that somebody else has corrected meanwhile in another field', async () => {
    const { server, send } = await correctOutdated({ ...joiner, row: correctedByOthers })
    await send()
    expect(server.sent[1]).toEqual({ ...correctedByOthers, position: '客服专员' })
  })

  it('a correction of an entry that is under review by then is there again once the entry is returned', async () => {
    const { server, page, position } = await correctOutdated(underReview)
    expect(page.get('[role=alert]').text()).toBe(errors['account.changed_meanwhile'])
    server.newer = { ...joiner, version: joiner.version + 2, row: correctedByOthers }
    dispatchEvent(new Event('online'))
    await flushPromises()
    expect(position().element.value).toBe('客服专员')
  })

  it('a correction whose answer was lost is done once it is found to be stored', async () => {
    const { page, send } = await correctOutdated(underReview, true)
    expect(page.find('[role=alert]').exists()).toBe(true)
    await send()
    expect([page.find('[role=alert]').exists(), useToastsStore().message]).toEqual([false, accounts.detail.mended])
  })

  it('a correction is restored after a reload that brings the same entry in a newer version', async () => {
    const device = fakeDevice()
    const mount = (version: number) =>
      mountUi(JoinerPage, {
        parts: { device, initialState: sampleInitialState({ name: 'joiner', data: { ...joiner, version } }) },
      })
    const first = mount(joiner.version)
    await first.get('[name=position]').setValue('客服专员')
    dispatchEvent(new Event('pagehide'))
    first.unmount()
    const second = mount(joiner.version + 1)
    await flushPromises()
    expect(second.get<HTMLInputElement>('[name=position]').element.value).toBe('客服专员')
  })

  it('a refused correction shows the faults of the refusal', async () => {
    const { faults } = await submitRefusedCorrection('account.faulty_rows', [
      { path: 'rows.4.position', code: 'too_long' },
    ])
    expect(faults).toEqual([accounts.faults.too_long(0)])
  })

  it('an entry that nobody edits is loaded again when the network is back', async () => {
    expect((await submitRefusedCorrection('unavailable')).wasRefreshed).toBe(true)
  })

  it.each([true, false])(
    'the page of a joiner who has not signed in says that they are late if the server does (%s)',
    (isLate) => {
      const data = { ...joiner, state: 'invited' as const, failure: null, reason: null, isLate }
      const page = mountUi(JoinerPage, { parts: { initialState: sampleInitialState({ name: 'joiner', data }) } })
      expect(page.text().includes(accounts.detail.late)).toBe(isLate)
    },
  )
})
