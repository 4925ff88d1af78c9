import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { incidentCases } from '../../locales/zh-CN/incident-cases.ts'
import { home } from '../../locales/zh-CN/parts/home.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import IncidentCaseView from './components/IncidentCaseView.vue'

const { commands, detail, severities, unrestrict } = incidentCases

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

it('an incident shows the commands for measures and closing; a menu has the others, with what they change', async () => {
  const page = mountUi(IncidentCaseView, {
    props: { id: 'inc_0sample1', isInPane: true },
    parts: { initialState: sampleInitialState(samplePages['incident-case']) },
  })
  await flushPromises()
  const row = page.findAll('.button-row').find((candidate) => candidate.text().startsWith(commands.act))
  expect(row?.findAll('button').map((button) => button.text())).toEqual([commands.act, commands.close, home.more])
  expect(page.findAll('.button-primary').map((button) => button.text())).toEqual([commands.investigate])
  await clickButton(page)(home.more)
  expect([...document.querySelectorAll('.case-option')].map((option) => option.textContent)).toEqual([
    commands.severity + severities.critical,
    unrestrict,
    commands.release + detail.releaseHint,
    commands.recuse + detail.recuseHint,
  ])
})

it('a reply whose answer was lost is sent again with the same key, although the incident has another version by then', async () => {
  const { data } = samplePages['incident-case']
  const sent: { key: string | null; version: number }[] = []
  const fetch = async (_url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method !== 'POST') return Response.json({ ...data, version: data.version + 1 })
    const { version } = JSON.parse(String(init.body)) as { version: number }
    sent.push({ key: new Headers(init.headers).get('idempotency-key'), version })
    throw new TypeError('the connection was lost')
  }
  const page = mountUi(IncidentCaseView, {
    props: { id: 'inc_0sample1', isInPane: true },
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState({ name: 'incident-case', data }),
    },
  })
  await flushPromises()
  await page.get('[name=reply]').setValue('在看')
  for (let call = 0; call < 2; call += 1) {
    await clickButton(page)(commands.reply)
    await flushPromises()
  }
  expect(sent.map(({ version }) => version)).toEqual([data.version, data.version + 1])
  expect(sent[0]?.key).toBeTruthy()
  expect(sent[1]?.key).toBe(sent[0]?.key)
})

it('a text that is too long is refused with the limit', async () => {
  const { data } = samplePages['incident-case']
  const error = {
    code: 'input.invalid',
    requestId: 'r',
    details: { fields: [{ path: 'text', code: 'text.too_long' }] },
  }
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) =>
    Promise.resolve(init?.method === 'POST' ? Response.json({ error }, { status: 422 }) : Response.json(data))
  const page = mountUi(IncidentCaseView, {
    props: { id: 'inc_0sample1', isInPane: true },
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState({ name: 'incident-case', data }),
    },
  })
  await flushPromises()
  await page.get('[name=note]').setValue('很长')
  await clickButton(page)(commands.note)
  await flushPromises()
  expect(page.get('[role=alert]').text()).toBe(detail.fieldErrors['text.too_long'])
})
