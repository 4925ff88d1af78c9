import { describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { ResubmissionBody } from '@desk/shared/requests/command-bodies'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import ResubmissionForm from './components/ResubmissionForm.vue'

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
