import { createApiClient } from '@desk/server/client'
import { DOMWrapper, flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import messages from '../../locales/zh-CN/settings.ts'
import { eventually } from '../../testing/eventually.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleRoles } from '../../testing/samples/sample-settings.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import RolesPage from './pages/RolesPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it('proposed department admins are confirmed only after a sheet that names them', async () => {
  const bodies: unknown[] = []
  const fetch = vi.fn((_: unknown, init?: RequestInit) => {
    if (init?.body !== undefined) bodies.push(JSON.parse(String(init.body)))
    return Promise.resolve(Response.json({ ...sampleRoles, proposals: { count: 0, items: [] } }))
  })
  const page = mountUi(RolesPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(
        { name: 'settings-roles', data: sampleRoles },
        { me: { ...sampleMe, roles: ['ops'] } },
      ),
    },
  })
  await flushPromises()
  await clickButton(page)(messages.roles.confirmAll(1))
  const dialog = () => document.querySelector('[role=dialog]')
  const [proposed] = sampleRoles.proposals.items
  expect(dialog()?.querySelector('li')?.textContent).toContain(proposed?.member.name)
  expect(bodies).toEqual([])
  await new DOMWrapper(dialog()!.querySelector('form')!).trigger('submit')
  await eventually(() => expect(bodies).toEqual([{ ids: [proposed?.id] }]))
  await eventually(() => expect(dialog()).toBeNull())
})

it('a rule that could not be changed says so below the rules, and not in the form of a new role', async () => {
  const fetch = vi.fn(() => Promise.resolve(new Response(null, { status: 500 })))
  const page = mountUi(RolesPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(
        { name: 'settings-roles', data: sampleRoles },
        { me: { ...sampleMe, roles: ['ops_lead'] } },
      ),
    },
  })
  await flushPromises()
  const rule = page.get<HTMLInputElement>('section[aria-labelledby=role-rules] input')
  await rule.setValue(!rule.element.checked)
  await flushPromises()
  const alerts = page.findAll('[role=alert]').filter((alert) => alert.text() !== '')
  expect(alerts.map((alert) => alert.element.closest('section')?.getAttribute('aria-labelledby'))).toEqual([
    'role-rules',
  ])
})
