import type { LoadedPage } from '@desk/shared/pages/page-table'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import type { Component } from 'vue'
import JoinerBatchPage from '../features/accounts/pages/JoinerBatchPage.vue'
import FeedbackBoardPage from '../features/feedback/pages/FeedbackBoardPage.vue'
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
