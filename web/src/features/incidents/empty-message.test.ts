import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { incidentCases } from '../../locales/zh-CN/incident-cases.ts'
import { incidents } from '../../locales/zh-CN/incidents.ts'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import FileButton from '../../ui/fields/FileButton.vue'
import IncidentCaseView from './components/IncidentCaseView.vue'
import ReportedIncidentView from './components/ReportedIncidentView.vue'

/** Returns a picture that is too large to be scaled down here. */
const largePicture = () => new File([new Uint8Array(6 * 1024 * 1024)], 'photo.jpg', { type: 'image/jpeg' })

// Typed text is stored per address.
let addressNo = 0
beforeEach(() => {
  history.replaceState(null, '', `/incidents/inc_${String((addressNo += 1))}`)
})
afterAll(() => {
  history.replaceState(null, '', '/')
})

it('a report that waits for its reporter says so to them', () => {
  const incident = { ...samplePages.incident.data, state: 'waiting_reporter' as const }
  const view = mountUi(ReportedIncidentView, {
    props: { incident, isSending: false, error: null, send: () => Promise.resolve(true) },
  })
  expect(view.get('.tag').text()).toBe('待你补充')
})

describe('a message of a reporter', () => {
  it('what a reporter types is restored after a visit to another page, until it is sent', async () => {
    const send = () => Promise.resolve(true)
    const props = { incident: samplePages.incident.data, isSending: false, error: null, send }
    const first = mountUi(ReportedIncidentView, { props })
    await first.get('textarea').setValue('夜班的账号')
    first.unmount()
    const restored = mountUi(ReportedIncidentView, { props })
    await flushPromises()
    expect(restored.get('textarea').element.value).toBe('夜班的账号')
    await restored.get('form').trigger('submit')
    await flushPromises()
    restored.unmount()
    const empty = mountUi(ReportedIncidentView, { props })
    await flushPromises()
    expect(empty.get('textarea').element.value).toBe('')
  })

  it('text that is typed while a message is being sent is kept', async () => {
    let answer: (isSent: boolean) => void = () => undefined
    const send = () => new Promise<boolean>((resolve) => (answer = resolve))
    const props = { incident: samplePages.incident.data, isSending: false, error: null, send }
    const view = mountUi(ReportedIncidentView, { props })
    await view.get('textarea').setValue('夜班的账号')
    await view.get('form').trigger('submit')
    await view.get('textarea').setValue('还有一次')
    answer(true)
    await flushPromises()
    expect(view.get('textarea').element.value).toBe('还有一次')
  })

  it('a second press while the picture is read does not send the message twice', async () => {
    const reads: (() => void)[] = []
    const read = vi.spyOn(FileReader.prototype, 'readAsDataURL').mockImplementation(function (this: FileReader) {
      Object.defineProperty(this, 'result', { value: 'data:image/jpeg;base64,cGhvdG8=' })
      reads.push(() => this.onload?.(new ProgressEvent('load') as ProgressEvent<FileReader>))
    })
    onTestFinished(() => {
      read.mockRestore()
    })
    const send = vi.fn(() => Promise.resolve(true))
    const props = { incident: samplePages.incident.data, isSending: false, error: null, send }
    const view = mountUi(ReportedIncidentView, { props })
    view.getComponent(FileButton).vm.$emit('pick', new File(['photo'], 'photo.jpg', { type: 'image/jpeg' }))
    await view.get('form').trigger('submit')
    await view.get('form').trigger('submit')
    for (const finish of reads) {
      finish()
      await flushPromises()
    }
    expect(send).toHaveBeenCalledExactlyOnceWith({ text: '', reopens: false, picture: 'cGhvdG8=' })
  })

  it('a message with a picture that is too large is not sent, the view says why, and the text stays', async () => {
    const send = vi.fn(() => Promise.resolve(true))
    const props = { incident: samplePages.incident.data, isSending: false, error: null, send }
    const view = mountUi(ReportedIncidentView, { props })
    await view.get('textarea').setValue('夜班的账号')
    view.getComponent(FileButton).vm.$emit('pick', largePicture())
    await view.get('form').trigger('submit')
    await flushPromises()
    expect([send.mock.calls.length, view.get('textarea').element.value]).toEqual([0, '夜班的账号'])
    expect(view.text()).toContain(errors['file.refused'])
  })
})

describe('an empty message about an incident', () => {
  it('a reporter who submits an empty message is told what is missing, and nothing is sent', async () => {
    const send = vi.fn(() => Promise.resolve(true))
    const props = { incident: samplePages.incident.data, isSending: false, error: null, send }
    const view = mountUi(ReportedIncidentView, { props })
    const button = view.get<HTMLButtonElement>('button[type=submit]')
    expect(button.element.disabled).toBe(false)
    expect(view.text()).not.toContain(incidents.detail.nothing)
    await view.get('form').trigger('submit')
    expect(view.text()).toContain(incidents.detail.nothing)
    expect(send).not.toHaveBeenCalled()
    await view.get('textarea').setValue('夜班的账号')
    expect(view.text()).not.toContain(incidents.detail.nothing)
    await view.get('form').trigger('submit')
    expect(send).toHaveBeenCalledWith({ text: '夜班的账号', reopens: false })
  })

  it('a handler who submits an empty note is told so at its field, and nothing is sent', async () => {
    const data = { ...samplePages['incident-case'].data, allowed: ['reply', 'ask', 'note'] }
    const fetch = vi.fn((_url: RequestInfo | URL, _init?: RequestInit) => Promise.resolve(Response.json(data)))
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const view = mountUi(IncidentCaseView, { props: { id: 'inc_0sample1', isInPane: true }, parts: { api } })
    await flushPromises()
    const errors = () => view.findAll('[role=alert]').map((alert) => alert.text())
    const button = view.findAll('button').find((candidate) => candidate.text() === incidentCases.commands.note)
    await button?.trigger('click')
    expect(errors()).toEqual(['', incidentCases.detail.nothing])
    expect(fetch.mock.calls.filter(([, init]) => init?.method === 'POST')).toEqual([])
  })
})
