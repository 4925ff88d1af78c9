import { describe, expect, it } from 'vitest'
import type { RefusalView } from '@desk/shared/pages/page-schemas'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import AccessDeniedPage from './pages/AccessDeniedPage.vue'

const locked = { reason: 'locked', helpCode: 'R4M-88', retryTo: '/auth/login?to=%2F' } as const
const mountWith = (data: RefusalView) =>
  mountUi(AccessDeniedPage, { parts: { initialState: sampleInitialState({ name: 'refusal', data }) } })

describe('AccessDeniedPage', () => {
  it('a locked account shows the on-call contacts and the department admins', () => {
    const onCall = [{ name: '陈海燕', phone: '0755-8000' }]
    const page = mountWith({ ...locked, help: { onCall, admins: [{ name: '李敏', phone: '' }] } })
    expect(page.find('a[href="tel:0755-8000"]').text()).toContain('呼叫值班 陈海燕')
    expect(page.text()).toContain('部门管理员 李敏')
  })

  it('a member who cannot sign in reads that a colleague may report for them, and can call the independent contact', () => {
    const help = { onCall: [], admins: [] }
    const page = mountWith({ ...locked, help, incidentPhone: '0755 8601' })
    expect(page.get('a[href="tel:07558601"]').text()).toBe('致电独立联系人 0755 8601')
    expect(page.text()).toContain('请同事代为上报')
    expect(mountWith({ ...locked, help }).text()).not.toMatch(/独立联系人|代为上报/)
  })

  it('contacts are shown only if the server sends them, as it does not for a visitor without an identity', () => {
    const help = { onCall: [{ name: '陈海燕', phone: '0755-8000' }], admins: [] }
    expect(
      mountWith({ ...locked, help })
        .find('.on-call-contacts')
        .exists(),
    ).toBe(true)
    expect(
      mountWith({ ...locked, reason: 'outsider' })
        .find('.on-call-contacts')
        .exists(),
    ).toBe(false)
  })
})
