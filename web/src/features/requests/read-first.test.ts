import { describe, expect, it, vi } from 'vitest'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { RequiredSignature as Policy } from '@desk/shared/policies/required-signature'
import { ApiError } from '../../api/api-error.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleForm } from '../../testing/samples/sample-form.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import { submissionErrorOf } from './form/submission-error.ts'
import InfoChangePage from '../info-change/pages/InfoChangePage.vue'

const readFirst: Policy = { policyId: 'pol_0123456789', title: '使用规范', titleEn: 'Rules', label: '2.0' }
const policyPath = '/policies/pol_0123456789?back=%2Frequests%2Fnew%2Finfo-change%3Ffor%3Dguoji'

const mountPage = async (form: typeof sampleForm, submit = () => Promise.reject(new Error('not expected'))) => {
  const page = mountUi(InfoChangePage, {
    path: `${pagePaths.infoChange}?for=guoji`,
    parts: { api: fakeApi({ infoChangeForm: () => Promise.resolve(form), submit }) },
  })
  await vi.dynamicImportSettled()
  return page
}

describe('a form that requires a signed policy', () => {
  it('the form links to the unsigned policy and has no fields and no submit button', async () => {
    const page = await mountPage({ ...sampleForm, readFirst })
    expect(page.get('a.van-button--primary').attributes('href')).toBe(policyPath)
    expect(page.text()).toContain('先签《使用规范》')
    expect(page.findAll('input, button[type=submit]')).toEqual([])
  })

  it('typed values stay visible when the server requires a signature on submit', async () => {
    const refused = () => Promise.reject(new ApiError('policy.read_first', 'r1', { readFirst }))
    const page = await mountPage(sampleForm, refused)
    await page.get('#field-position').setValue('班长')
    await page.get('form').trigger('submit')
    await vi.dynamicImportSettled()
    expect(page.get('a.van-button--primary').attributes('href')).toBe(policyPath)
    expect((page.get('#field-position').element as HTMLInputElement).value).toBe('班长')
    expect(page.find('button[type=submit]').exists()).toBe(false)
  })

  it('submissionErrorOf ignores policy.read_first without a policy', () => {
    expect(submissionErrorOf(new ApiError('policy.read_first', 'r1', { readFirst }))).toEqual({
      kind: 'read-first',
      policy: readFirst,
    })
    expect(submissionErrorOf(new ApiError('policy.read_first', 'r1', { readFirst: 'x' }))).toBeNull()
  })
})
