import { flushPromises } from '@vue/test-utils'
import type { ActivityEntry } from '@desk/shared/activity/activity-schemas'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { custodyPages } from '../../testing/samples/sample-custody.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import ActivityPage from './pages/ActivityPage.vue'

const signIn = (seq: number, at: string): ActivityEntry => ({ seq, at, action: 'session.started', subject: null })
const sample = custodyPages['my-activity']

it('successive sign-ins are one line with their number, which opens all of their times', async () => {
  const items = [
    signIn(9, '2026-03-17T01:00:00Z'),
    signIn(8, '2026-03-16T23:00:00Z'),
    signIn(7, '2026-03-16T01:00:00Z'),
    ...sample.data.items.slice(0, 1),
  ]
  const initialState = sampleInitialState({ ...sample, data: { ...sample.data, items } })
  const page = mountUi(ActivityPage, { parts: { initialState } })
  await flushPromises()
  const rows = page.findAll('[aria-labelledby=entries] .activity-row')
  expect(rows.map((row) => row.get('.row-title').text())).toEqual(['登录 3 次', '签收'])
  const times = page.findAll('details p time').map((time) => time.attributes('datetime'))
  expect(times).toEqual(items.slice(0, 3).map(({ at }) => at))
  expect(page.get('details').attributes('open')).toBeUndefined()
})
