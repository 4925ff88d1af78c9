import { describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { ResubmissionBody } from '@desk/shared/requests/command-bodies'
import { ApiError } from '../../api/api-error.ts'
import { approvals } from '../../locales/zh-CN/approvals.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import ResubmissionForm from './components/ResubmissionForm.vue'
import ResubmissionPage from './pages/ResubmissionPage.vue'

const { data } = samplePages.resubmission
const subject = { userid: 'wangfang', name: '王芳' }

describe('the form of a returned request for another member', () => {
  it('the form of a returned request for another member names the member, and submits the change for them', async () => {
    const resubmit = vi.fn((_id: string, _body: ResubmissionBody) => new Promise<RequestView>(() => {}))
    const view = { request: { ...data.request, subject }, form: { ...data.form, subject }, asked: data.asked }
    const page = mountUi(ResubmissionForm, { props: { view }, parts: { api: fakeApi({ requests: { resubmit } }) } })
    await vi.dynamicImportSettled()
    expect(page.text()).toContain('为王芳提交')
    await page.get('form').trigger('submit')
    await eventually(() => {
      expect(resubmit).toHaveBeenCalled()
    })
    expect(resubmit.mock.calls[0]?.[1].draft.payload).toMatchObject({ subjectId: subject.userid })
  })
})

describe('a request that can no longer be resubmitted', () => {
  const refuse = () => Promise.reject(new ApiError('request.command_refused', 'evt_1', { current: data.request }))

  it('the page of a request that can no longer be resubmitted says that the state has changed, and has a link', async () => {
    const page = mountUi(ResubmissionPage, {
      path: `/requests/${data.request.id}/edit`,
      parts: { api: fakeApi({ requests: { resubmission: refuse } }) },
    })
    await eventually(() => {
      expect(page.get('main').text()).toContain(approvals.again.changed)
    })
    expect(page.find('main a').exists()).toBe(true)
  })

  it('a refused resubmission says that the state has changed, shows the request, and keeps the draft', async () => {
    const stored = new Map<string, string>()
    const parts = { api: fakeApi({ requests: { resubmit: refuse } }), device: fakeDevice(stored) }
    const page = mountUi(ResubmissionForm, { props: { view: data }, parts })
    await vi.dynamicImportSettled()
    await page.get('form').trigger('submit')
    await eventually(() => {
      expect(useToastsStore().message).toBe(approvals.again.changed)
    })
    page.unmount()
    expect([...stored.keys()]).toEqual([expect.stringMatching(`^desk:draft:.*:again:${data.request.id}$`)])
  })
})

it('the draft of a resubmission is gone once it is sent', async () => {
  const stored = new Map<string, string>()
  const resubmit = () => Promise.resolve(data.request)
  const parts = { api: fakeApi({ requests: { resubmit } }), device: fakeDevice(stored) }
  const page = mountUi(ResubmissionForm, { props: { view: data }, parts })
  await vi.dynamicImportSettled()
  await page.get('form').trigger('submit')
  await eventually(() => {
    expect(useToastsStore().message).toBe(approvals.again.done)
  })
  page.unmount()
  expect([...stored.keys()]).toEqual([])
})
