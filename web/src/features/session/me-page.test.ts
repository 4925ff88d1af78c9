import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { owedCount } from '@desk/shared/duties/duty-numbers'
import type { Role } from '@desk/shared/identity/actor'
import { expect, it, vi } from 'vitest'
import core from '../../locales/zh-CN/core.ts'
import session from '../../locales/zh-CN/session.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleDuties } from '../../testing/samples/sample-duties.ts'
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

it('the row of guardians says how many are asked while none has accepted', async () => {
  const data = { ...samplePages.me.data, guardians: [], askedGuardians: 1 }
  const page = mountUi(MePage, { parts: { initialState: sampleInitialState({ name: 'me', data }) } })
  await flushPromises()
  expect(ends(page)).toMatchObject({ [core.titles.guardians]: '1 位待接受' })
})

const ends = (page: ReturnType<typeof mountUi>) =>
  Object.fromEntries(
    page.findAll('.profile-links .row').map((row) => [row.get('.row-title').text(), row.findAll('.sub').at(0)?.text()]),
  )

it('the rows of receipts, sign-ins and duties have their numbers, and only what is owed is amber', async () => {
  const fetch = () => Promise.resolve(Response.json(sampleDuties))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(MePage, { parts: { api, initialState: sampleInitialState(samplePages.me) } })
  await flushPromises()
  const owed = sampleDuties.rows.filter((row) => owedCount(row) > 0).length
  expect(owed).toBeGreaterThan(0)
  expect(ends(page)).toMatchObject({
    [core.titles.duties]: `还有 ${String(owed)} 件`,
    [core.titles.receipts]: '3 份',
    [session.me.sessions]: '2 个登录',
  })
  expect(page.findAll('.profile-owed')).toHaveLength(1)
})

it('without numbers the rows of receipts and duties have none, and the sign-ins are described', async () => {
  const { receipts: _receipts, sessions: _sessions, ...card } = samplePages.me.data
  const page = mountUi(MePage, { parts: { initialState: sampleInitialState({ name: 'me', data: card }) } })
  await flushPromises()
  expect(ends(page)).toMatchObject({ [core.titles.receipts]: undefined, [session.me.sessions]: '已登录的设备' })
  expect(page.find('.profile-owed').exists()).toBe(false)
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
