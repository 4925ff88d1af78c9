import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../api/api-error.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import ClaimOpsPage from './pages/ClaimOpsPage.vue'

function mountWith(claimOps: (code: string) => Promise<void>) {
  const api = fakeApi({ identity: { claimOps } })
  const page = mountUi(ClaimOpsPage, { parts: { api } })
  const enter = async (code: string) => {
    await page.find('input').setValue(code)
    await page.find('form').trigger('submit')
    await vi.dynamicImportSettled()
  }
  return { page, enter }
}

describe('ClaimOpsPage', () => {
  it('a code with fewer than eight characters is reported without a call to the server, and a complete one is sent', async () => {
    const claimOps = vi.fn(() => Promise.resolve())
    const { page, enter } = mountWith(claimOps)
    await enter('K7Q2')
    expect(page.text()).toContain('请输入控制台上的 8 位口令')
    expect(claimOps).not.toHaveBeenCalled()
    await enter(' k7q2-91fd ')
    expect(claimOps).toHaveBeenCalledWith('k7q2-91fd')
    expect(page.find('h1').text()).toBe('你已成为运维主管')
  })

  it('a refused code is reported as invalid', async () => {
    const { page, enter } = mountWith(() => Promise.reject(new ApiError('auth.claim_refused')))
    await enter('K7Q2-91FD')
    expect(page.text()).toContain('口令无效')
  })
})
