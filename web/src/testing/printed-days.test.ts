import type { LoadedPage } from '@desk/shared/pages/page-table'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import type { Component } from 'vue'
import JoinerBatchPage from '../features/accounts/pages/JoinerBatchPage.vue'
import ConfirmationBoardPage from '../features/confirmations/pages/ConfirmationBoardPage.vue'
import FeedbackBoardPage from '../features/feedback/pages/FeedbackBoardPage.vue'
import IncidentCasePage from '../features/incidents/pages/IncidentCasePage.vue'
import BoardPage from '../features/policies/pages/BoardPage.vue'
import OutboxPage from '../features/settings/pages/OutboxPage.vue'
import { mountUi } from './mount-ui.ts'
import { sampleInitialState, samplePages } from './samples/sample-pages.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

const tables: { name: string; component: Component; data: LoadedPage }[] = [
  { name: 'the feedback board', component: FeedbackBoardPage, data: samplePages['feedback-board'] },
  { name: 'a batch of joiners', component: JoinerBatchPage, data: samplePages['joiner-batch'] },
  { name: 'the outbox', component: OutboxPage, data: samplePages['settings-outbox'] },
]

it.each(tables)('on paper each day in the table of $name has its year', async ({ component, data }) => {
  const page = mountUi(component, { parts: { initialState: sampleInitialState(data) } })
  await flushPromises()
  const printed = page.findAll('tbody .table-paper').map((text) => text.text())
  expect(printed.length).toBeGreaterThan(0)
  for (const text of printed) expect(text).toMatch(/2026\s年/)
})

const texts: { name: string; component: Component; data: LoadedPage; count: number }[] = [
  // The due day, the finding, and a mark of the plot for the publication and one for the reminder.
  { name: 'the board of a policy', component: BoardPage, data: samplePages['policy-board'], count: 4 },
  // The facts, three messages and the two lines of the log.
  { name: 'an incident', component: IncidentCasePage, data: samplePages['incident-case'], count: 6 },
  {
    name: 'the board of a campaign',
    component: ConfirmationBoardPage,
    data: samplePages['confirmation-board'],
    count: 1,
  },
]

it.each(texts)('on paper each day in the texts of $name has its year', async ({ component, data, count }) => {
  const page = mountUi(component, { parts: { initialState: sampleInitialState(data) } })
  await flushPromises()
  const printed = page.findAll('.paper-text').map((text) => text.text())
  expect(printed.length).toBeGreaterThanOrEqual(count)
  for (const text of printed) expect(text).toMatch(/2026\s年/)
})
