import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { expect, it } from 'vitest'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleOnCallRoster } from '../../testing/samples/sample-lost.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import OnCallPage from './pages/OnCallPage.vue'

it('a roster that somebody else changed is shown as it is now, and what was typed stays', async () => {
  const colleague = { userid: 'wangwei', name: '王伟', department: [], phone: '139 0000 1882', from: 0, to: 0 }
  const refusal = { error: { code: 'settings.changed_meanwhile', requestId: 'r' } }
  const fetch = async (_url: RequestInfo | URL, init?: RequestInit) =>
    Promise.resolve(
      init?.method === 'POST'
        ? Response.json(refusal, { status: 409 })
        : Response.json({ ...sampleOnCallRoster, rows: [...sampleOnCallRoster.rows, colleague], version: 2 }),
    )
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(OnCallPage, {
    parts: { api, initialState: sampleInitialState(samplePages['settings-on-call']) },
  })
  const phone = page.get<HTMLInputElement>('[name=phone]')
  await phone.setValue('0755 8600')
  const [remove] = page.findAll('.duty button')
  await clickButton(page)(remove?.text() ?? '')
  await flushPromises()
  expect(page.text()).toContain(errors['settings.changed_meanwhile'])
  expect(page.findAll('.duty')).toHaveLength(2)
  expect(phone.element.value).toBe('0755 8600')
})
