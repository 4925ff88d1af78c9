import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { expect, it } from 'vitest'
import people from '../../locales/zh-CN/people.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import PersonPage from './pages/PersonPage.vue'

it('a report that somebody else has handled meanwhile is no longer shown as open', async () => {
  const { data } = samplePages.person
  const error = { code: 'account.changed_meanwhile', requestId: 'r', details: {} }
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) =>
    Promise.resolve(
      init?.method === 'POST'
        ? Response.json({ error }, { status: 409 })
        : Response.json({ ...data, departure: null, allowed: [], flows: [] }),
    )
  const page = mountUi(PersonPage, {
    path: `/people/${data.userid}`,
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(samplePages.person),
    },
  })
  await clickButton(page)(people.person.adopt(people.flows.partner))
  await flushPromises()
  expect(page.findAll('button').map((button) => button.text())).not.toContain(people.person.stillHere)
})
