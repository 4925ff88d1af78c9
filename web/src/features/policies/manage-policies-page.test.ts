import { createApiClient } from '@desk/server/client'
import type { AccessGateBody } from '@desk/shared/policies/authoring-schemas'
import { DOMWrapper, flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { policyAuthoring } from '../../locales/zh-CN/policy-authoring.ts'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePolicyList } from '../../testing/samples/policies/sample-policy-admin.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import ManagePoliciesPage from './pages/ManagePoliciesPage.vue'

const messages = policyAuthoring.manage

afterEach(() => {
  document.body.innerHTML = ''
})

async function openPage(isOn: boolean) {
  const data = { ...samplePolicyList, gate: { isOn, version: 3 } }
  const sent: AccessGateBody[] = []
  const fetch = vi.fn((_: unknown, init?: RequestInit) => {
    if (init?.body === undefined) return Promise.resolve(Response.json(data))
    const body = JSON.parse(String(init.body)) as AccessGateBody
    sent.push(body)
    return Promise.resolve(Response.json({ ...data, gate: { isOn: body.isOn, version: 4 } }))
  })
  const page = mountUi(ManagePoliciesPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(
        { name: 'settings-policies', data },
        { me: { ...sampleMe, roles: ['ops_lead', 'ops'] } },
      ),
    },
  })
  await flushPromises()
  return { page, sent, gate: page.get<HTMLInputElement>('[role=switch]') }
}
const dialog = () => document.querySelector('[role=dialog]')

it('a policy in force says how many of those who have to sign have signed', async () => {
  const { page } = await openPage(false)
  expect(page.findAll('li .sub.num').map((line) => line.text())).toEqual(['已签 912 / 1000（91.2 %）'])
})

it('the access gate is turned on only after a sheet that says how many people it stops', async () => {
  const { sent, gate } = await openPage(false)
  await gate.setValue(true)
  await flushPromises()
  expect([sent, gate.element.checked]).toEqual([[], false])
  expect(dialog()?.textContent).toContain(messages.gateBlocked('企业微信使用规范', 3))
  expect(dialog()?.querySelector('[type=submit]')?.textContent).toBe(messages.gateTurnOn)
  await new DOMWrapper(dialog()!.querySelector('form')!).trigger('submit')
  await flushPromises()
  expect(sent).toEqual([{ isOn: true, version: 3 }])
  expect([gate.element.checked, dialog()]).toEqual([true, null])
})

it('the access gate is turned off at once', async () => {
  const { sent, gate } = await openPage(true)
  await gate.setValue(false)
  await flushPromises()
  expect(sent).toEqual([{ isOn: false, version: 3 }])
  expect(dialog()).toBeNull()
})

it('the access gate that somebody else changed meanwhile is shown as it is now', async () => {
  const data = { ...samplePolicyList, gate: { isOn: true, version: 3 } }
  const refusal = { error: { code: 'settings.changed_meanwhile', requestId: 'r' } }
  const fetch = (_: unknown, init?: RequestInit) =>
    Promise.resolve(
      init?.body === undefined
        ? Response.json({ ...data, gate: { isOn: false, version: 4 } })
        : Response.json(refusal, { status: 409 }),
    )
  const page = mountUi(ManagePoliciesPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(
        { name: 'settings-policies', data },
        { me: { ...sampleMe, roles: ['ops_lead', 'ops'] } },
      ),
    },
  })
  const gate = page.get<HTMLInputElement>('[role=switch]')
  await gate.setValue(false)
  await flushPromises()
  expect(page.text()).toContain(errors['settings.changed_meanwhile'])
  expect(gate.element.checked).toBe(false)
})
