import { flushPromises } from '@vue/test-utils'
import { routedPages } from '@desk/shared/pages/page-table'
import { expect, it } from 'vitest'
import privacy from '../../locales/zh-CN/privacy.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import MyDataPage from './pages/MyDataPage.vue'

const { sections } = privacy.myData

it('MyDataPage leads from each section whose records have a page to that page, which every member may open', () => {
  const page = mountUi(MyDataPage, { parts: { initialState: sampleInitialState(samplePages['my-data']) } })
  const links = page.findAll('li a').map((link) => [link.get('.row-title').text(), link.attributes('href') ?? ''])
  expect(Object.fromEntries(links)).toEqual({
    [sections.member]: '/me',
    [sections.sessions]: '/me/sessions',
    [sections.requests]: '/requests',
    [sections.events]: '/requests',
    [sections.candidacies]: '/approvals',
    [sections.guardians]: '/me/guardians',
    [sections.groups]: '/groups',
    [sections.questions]: '/policies',
    [sections.exemptions]: '/policies',
    [sections.dueDates]: '/policies',
    [sections.custody]: '/me/custody',
    [sections.incidents]: '/incidents',
    [sections.feedback]: '/feedback',
    [sections.audit]: '/me/activity',
  })
  const rules = links.map(([, href]) => routedPages.find(({ path }) => path === href)?.rule)
  expect([...new Set(rules)]).toEqual(['member'])
})

it('MyDataPage shows placeholder rows until its numbers are loaded, or that they could not be', async () => {
  const page = mountUi(MyDataPage)
  expect(page.find('.skeleton').exists()).toBe(true)
  await flushPromises()
  expect([page.find('.skeleton').exists(), page.find('[role=alert]').exists()]).toEqual([false, true])
})
