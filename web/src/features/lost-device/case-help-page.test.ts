import { afterEach, describe, expect, it } from 'vitest'
import type { CaseHelp } from '@desk/shared/lost-device/lost-device-schemas'
import lostDevice from '../../locales/zh-CN/lost-device.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleCaseHelp } from '../../testing/samples/sample-lost.ts'
import { bankHotlines, carrierHotlines } from './hotlines.ts'
import CaseHelpPage from './pages/CaseHelpPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})
const open = (data: CaseHelp) =>
  mountUi(CaseHelpPage, { parts: { initialState: sampleInitialState({ name: 'case-help', data }) } })

describe('CaseHelpPage', () => {
  it('CaseHelpPage shows the state, and every number as a link that calls it', () => {
    const page = open(sampleCaseHelp)
    expect(page.text()).toContain('已锁定（企业微信已确认）')
    const hotlines = [...carrierHotlines(lostDevice.lost), ...bankHotlines(lostDevice.lost)].map(({ phone }) => phone)
    expect(page.findAll('a[href^="tel:"]').map((link) => link.attributes('href'))).toEqual(
      expect.arrayContaining(['13800002046', '0755-86012046', ...hotlines].map((number) => `tel:${number}`)),
    )
    expect(page.find('form').exists()).toBe(false)
  })

  it.each([
    ['empty', ''],
    ['unknown', '没有找到这个编号，或案件已结束'],
    ['limited', '尝试次数过多，请 10 分钟后再试，或直接联系部门管理员'],
  ] as const)('CaseHelpPage (%s) is a form that works without scripts, and states the problem', (state, problem) => {
    const page = open({ state, code: 'K7Q2-91FD', found: null })
    expect(page.get('form').attributes()).toMatchObject({ method: 'get', action: '/case-help' })
    expect(page.get('input').attributes()).toMatchObject({ name: 'code', value: 'K7Q2-91FD' })
    expect(page.get('[role=alert], .field-error').text()).toBe(problem)
  })
})
