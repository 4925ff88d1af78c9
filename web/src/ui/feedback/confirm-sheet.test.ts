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

describe('a confirmation', () => {
  it('is a dialog whose button says what will happen', async () => {
    const sheet = mountUi(ConfirmSheet, { props })
    expect(document.querySelector('[role=dialog] [type=submit]')?.textContent).toBe('收回 3 人的审批权')
    await submit()
    expect(sheet.emitted('confirm')).toEqual([['']])
    sheet.unmount()
  })

  it('wants the reason that it asks for', async () => {
    const sheet = mountUi(ConfirmSheet, { props: { ...props, reasonLabel: '为什么' } })
    await submit()
    expect(sheet.emitted('confirm')).toBeUndefined()
    expect(document.querySelector('[role=alert]')?.textContent).toBe('写一句原因')
    expect(document.activeElement?.localName).toBe('textarea')
    sheet.unmount()
  })

  it('stays and says why the last try failed; a second press while busy does nothing', async () => {
    const sheet = mountUi(ConfirmSheet, { props: { ...props, error: '别人刚改过', isBusy: true } })
    await submit()
    expect(sheet.emitted('confirm')).toBeUndefined()
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('别人刚改过')
    sheet.unmount()
  })
})
