import { flushPromises } from '@vue/test-utils'
import type { Role } from '@desk/shared/identity/actor'
import { expect, it, vi } from 'vitest'
import session from '../../locales/zh-CN/session.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import MePage from './pages/MePage.vue'

it.each<[Role[]]>([[['hr', 'ops', 'incident_handler']], [['hr', 'compliance', 'incident_handler']], [[]]])(
  'no two rows of the page 我的 have the same icon, with the roles %j',
  async (roles) => {
    const initialState = sampleInitialState(samplePages.me, { me: { ...sampleMe, roles } })
    const page = mountUi(MePage, { parts: { initialState } })
    await flushPromises()
    const icons = page.findAll('.tile svg').map((icon) => icon.html())
    expect(icons.length).toBeGreaterThan(8)
    expect(new Set(icons).size).toBe(icons.length)
  },
)

it('the row of guardians shows their avatars, and their names to screen readers', async () => {
  const page = mountUi(MePage, { parts: { initialState: sampleInitialState(samplePages.me) } })
  await flushPromises()
  expect(page.findAll('.profile-guardians .avatar')).toHaveLength(1)
  expect(page.get('.profile-guardians .sr').text()).toBe('孙浩')
})

it('after a sign-out, going back asks the server, and shows nothing that was loaded before', async () => {
  const api = fakeApi({ identity: { signOut: () => Promise.resolve() } })
  const page = mountUi(MePage, { parts: { api, initialState: sampleInitialState(samplePages.me) } })
  await flushPromises()
  const { $router } = page.vm
  const before = $router.currentRoute.value.fullPath
  await clickButton(page)(session.me.signOut)
  expect(page.get('h1').text()).toBe(session.me.signedOut)
  const assign = vi.fn()
  vi.stubGlobal('location', { assign })
  void $router.push('/requests?list=running')
  await flushPromises()
  vi.unstubAllGlobals()
  expect(assign).toHaveBeenCalledExactlyOnceWith('/requests?list=running')
  expect($router.currentRoute.value.fullPath).toBe(before)
})
