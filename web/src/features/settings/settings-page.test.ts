import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import settings from '../../locales/zh-CN/settings.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import SettingsPage from './pages/SettingsPage.vue'
import { settingsGroups } from './settings-links.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

const { hub } = settings

async function openPage(search = '') {
  const initialState = sampleInitialState(samplePages.settings)
  const page = mountUi(SettingsPage, { parts: { initialState }, path: `/settings${search}` })
  await flushPromises()
  const names = () => page.findAll('.settings-groups .row-title').map((title) => title.text())
  return { page, names }
}

it('SettingsPage finds a setting by what people call it, and says so when there is none', async () => {
  const night = await openPage('?q=夜里不发')
  expect(night.names()).toEqual([hub.pages.calendar])
  night.page.unmount()
  const stuck = await openPage('?q=没收到')
  expect(stuck.names()).toEqual([hub.pages.outbox])
  stuck.page.unmount()
  const none = await openPage('?q=打印机')
  expect([none.names(), none.page.text().includes(hub.noneFound)]).toEqual([[], true])
})

it('SettingsPage says what was changed last, by whom and when', async () => {
  const { page } = await openPage()
  expect(page.text()).toContain(
    hub.changes([
      hub.change(hub.pages.calendar, '李敏', '今天 09:20'),
      hub.change(hub.pages.texts, '周岚', '3\u00a0月\u00a013\u00a0日 14:05'),
    ]),
  )
})

it('SettingsPage says how many partners have no registered contract, and otherwise how many have one', async () => {
  const partnersOf = async (unregisteredPartners: number) => {
    const data = { ...samplePages.settings.data, unregisteredPartners }
    const page = mountUi(SettingsPage, { parts: { initialState: sampleInitialState({ name: 'settings', data }) } })
    await flushPromises()
    return page.get('.settings-groups a[href="/settings/partners"]').text()
  }
  expect(await partnersOf(1)).toContain('1 人待登记')
  expect(await partnersOf(0)).toContain('6 人')
})

it('SettingsPage lists every setting without a search, and the key / focuses the search field', async () => {
  const { page, names } = await openPage()
  expect(names()).toHaveLength(Object.keys(hub.pages).length)
  document.dispatchEvent(new KeyboardEvent('keydown', { key: '/' }))
  expect(document.activeElement).toBe(page.get('input[type=search]').element)
})

it('SettingsPage lists the settings by subject, each with its description', async () => {
  const { page } = await openPage()
  const sections = page.findAll('.settings-groups > section')
  const shown = sections.map((section) => [
    section.get('h2').text(),
    section.findAll('li').map((row) => [row.get('.row-title').text(), row.get('.sub').text()]),
  ])
  expect(shown).toEqual(
    settingsGroups.map(({ name, links }) => [
      hub.groups[name],
      links.map((link) => [hub.pages[link.name], hub.hints[link.name]]),
    ]),
  )
})
