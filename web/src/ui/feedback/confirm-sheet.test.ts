import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import ConfirmSheet from './ConfirmSheet.vue'

afterEach(() => {
  document.body.innerHTML = ''
})
const submit = async () => {
  await nextTick()
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await nextTick()
}
const props = { title: '收回审批权', action: '收回 3 人的审批权' }

describe('ConfirmSheet', () => {
  it('ConfirmSheet is a dialog whose button names the action', async () => {
    const sheet = mountUi(ConfirmSheet, { props })
    expect(document.querySelector('[role=dialog] [type=submit]')?.textContent).toBe('收回 3 人的审批权')
    await submit()
    expect(sheet.emitted('confirm')).toEqual([['']])
    sheet.unmount()
  })

  it('ConfirmSheet with a reason field is not confirmed without a reason', async () => {
    const sheet = mountUi(ConfirmSheet, { props: { ...props, reasonLabel: '为什么' } })
    await submit()
    expect(sheet.emitted('confirm')).toBeUndefined()
    expect(document.querySelector('[role=alert]')?.textContent).toBe('请填写原因')
    expect(document.activeElement?.localName).toBe('textarea')
    sheet.unmount()
  })

  it('ConfirmSheet shows the error of the last attempt and ignores clicks while busy', async () => {
    const sheet = mountUi(ConfirmSheet, { props: { ...props, error: '别人刚改过', isBusy: true } })
    await submit()
    expect(sheet.emitted('confirm')).toBeUndefined()
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('别人刚改过')
    sheet.unmount()
  })
})
