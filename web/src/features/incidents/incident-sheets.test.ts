import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { incidentCases } from '../../locales/zh-CN/incident-cases.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import IncidentCaseView from './components/IncidentCaseView.vue'

const { commands } = incidentCases

afterEach(() => {
  document.body.innerHTML = ''
})

it('a slow command on an incident does not close the sheet of the next one', async () => {
  const data = { ...samplePages['incident-case'].data, allowed: ['acknowledge' as const, 'recuse' as const] }
  const answers: ((response: Response) => void)[] = []
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) =>
    init?.method === 'POST'
      ? new Promise<Response>((resolve) => {
          answers.push(resolve)
        })
      : Promise.resolve(Response.json(data))
  const page = mountUi(IncidentCaseView, {
    props: { id: 'inc_0sample1', isInPane: true },
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState({ name: 'incident-case', data }),
    },
  })
  await flushPromises()
  await clickButton(page)(commands.acknowledge)
  await clickButton(page)(commands.recuse)
  expect(answers).toHaveLength(1)
  answers[0]?.(Response.json({ incident: { ...data, version: data.version + 1 } }))
  await flushPromises()
  expect(document.querySelector('.sheet h2')?.textContent).toBe(commands.recuse)
})
