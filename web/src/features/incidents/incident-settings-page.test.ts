import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import IncidentSettingsPage from './pages/IncidentSettingsPage.vue'

it('a contact that somebody else changed is shown beside what was typed, which is then saved', async () => {
  const first = samplePages['settings-incidents']
  const contact = { member: { userid: 'wangwei', name: '王伟' }, phone: '0755-86019999', isActive: true }
  const bodies: string[] = []
  const refusal = { error: { code: 'settings.changed_meanwhile', requestId: 'r' } }
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.body !== undefined) bodies.push(String(init.body))
    const isRefused = init?.body !== undefined && bodies.length === 1
    return Promise.resolve(
      isRefused ? Response.json(refusal, { status: 409 }) : Response.json({ ...first.data, contact, version: 2 }),
    )
  }
  const page = mountUi(IncidentSettingsPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(first),
    },
  })
  await flushPromises()
  const phone = page.get<HTMLInputElement>('[name=phone]')
  await phone.setValue('0755-86010000')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(page.text()).toContain(errors['settings.changed_meanwhile'])
  expect(page.text()).toContain('王伟 0755-86019999')
  expect(phone.element.value).toBe('0755-86010000')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(bodies).toHaveLength(2)
  expect(bodies[1]).toContain('"version":2')
  expect(bodies[1]).toContain('0755-86010000')
})

it('a phone number that the server refuses is marked at its field', async () => {
  const first = samplePages['settings-incidents']
  const fields = [{ path: 'phone', code: 'phone.empty' }]
  const refusal = { error: { code: 'input.invalid', requestId: 'r', details: { fields } } }
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) =>
    Promise.resolve(init?.body === undefined ? Response.json(first.data) : Response.json(refusal, { status: 422 }))
  const page = mountUi(IncidentSettingsPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(first),
    },
  })
  await flushPromises()
  const phone = page.get('[name=phone]')
  await phone.setValue('12')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(phone.attributes('aria-invalid')).toBe('true')
  expect(page.text()).toContain('号码至少 3 位')
  expect(page.text()).not.toContain(errors['input.invalid'])
})
