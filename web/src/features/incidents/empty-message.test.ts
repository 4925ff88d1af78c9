import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { describe, expect, it, vi } from 'vitest'
import { incidentCases } from '../../locales/zh-CN/incident-cases.ts'
import { incidents } from '../../locales/zh-CN/incidents.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import IncidentCaseView from './components/IncidentCaseView.vue'
import ReportedIncidentView from './components/ReportedIncidentView.vue'

describe('an empty message about an incident', () => {
  it('the reporter who sends nothing is told what is missing, and nothing is sent', async () => {
    const send = vi.fn(() => Promise.resolve(true))
    const props = { incident: samplePages.incident.data, isSending: false, error: null, send }
    const view = mountUi(ReportedIncidentView, { props })
    const button = view.get<HTMLButtonElement>('button[type=submit]')
    expect(button.element.disabled).toBe(false)
    expect(view.text()).not.toContain(incidents.one.nothing)
    await view.get('form').trigger('submit')
    expect(view.text()).toContain(incidents.one.nothing)
    expect(send).not.toHaveBeenCalled()
    await view.get('textarea').setValue('夜班的账号')
    expect(view.text()).not.toContain(incidents.one.nothing)
    await view.get('form').trigger('submit')
    expect(send).toHaveBeenCalledWith({ text: '夜班的账号', reopens: false })
  })

  it('the handler who writes nothing is told so at the field they sent, and nothing is sent', async () => {
    const data = { ...samplePages['incident-case'].data, allowed: ['reply', 'ask', 'note'] }
    const fetch = vi.fn((_url: RequestInfo | URL, _init?: RequestInit) => Promise.resolve(Response.json(data)))
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const view = mountUi(IncidentCaseView, { props: { id: 'inc_0sample1', isBeside: true }, parts: { api } })
    await flushPromises()
    const errors = () => view.findAll('[role=alert]').map((one) => one.text())
    const button = view.findAll('button').find((one) => one.text() === incidentCases.commands.note)
    await button?.trigger('click')
    expect(errors()).toEqual(['', incidentCases.one.nothing])
    expect(fetch.mock.calls.filter(([, init]) => init?.method === 'POST')).toEqual([])
  })
})
