import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import SheetDialog from './SheetDialog.vue'

const opened: { unmount: () => void }[] = []
beforeEach(() => {
  document.body.innerHTML = '<div id="app"><button id="opener">开</button></div>'
})
afterEach(() => {
  opened.splice(0).forEach((sheet) => {
    sheet.unmount()
  })
})

async function open() {
  document.getElementById('opener')?.focus()
  const sheet = mount(SheetDialog, {
    props: { title: '为什么', cancel: '取消' },
    slots: { default: '<button id="inside">一</button>' },
  })
  opened.push(sheet)
  await nextTick()
  return sheet
}
const press = (key: string) => document.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))

describe('SheetDialog', () => {
  it('SheetDialog is a named dialog that takes the focus and makes the page behind inert', async () => {
    await open()
    const dialog = document.querySelector('[role=dialog]')
    expect(dialog?.getAttribute('aria-modal')).toBe('true')
    expect(document.getElementById(dialog?.getAttribute('aria-labelledby') ?? '')?.textContent).toBe('为什么')
    expect(document.activeElement).toBe(dialog)
    expect(document.getElementById('app')?.hasAttribute('inert')).toBe(true)
  })

  it('SheetDialog closes on Esc and on the back button', async () => {
    const sheet = await open()
    press('Escape')
    dispatchEvent(new PopStateEvent('popstate'))
    expect(sheet.emitted('close')).toHaveLength(2)
  })

  it('Esc that ends the composition of a character leaves SheetDialog open', async () => {
    const sheet = await open()
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true }))
    expect(sheet.emitted('close')).toBeUndefined()
  })

  it('Tab keeps the focus inside SheetDialog', async () => {
    await open()
    const buttons = [...document.querySelectorAll<HTMLElement>('[role=dialog] button')]
    buttons.at(-1)?.focus()
    press('Tab')
    expect(document.activeElement).toBe(buttons[0])
  })

  it('SheetDialog returns the focus to its opener', async () => {
    const sheet = await open()
    sheet.unmount()
    opened.pop()
    expect(document.activeElement?.id).toBe('opener')
    expect(document.getElementById('app')?.hasAttribute('inert')).toBe(false)
  })

  it.each([
    ['goes back over its own entry', 1, () => undefined],
    [
      'goes nowhere when another address was opened in it',
      0,
      () => {
        history.pushState({}, '', '/elsewhere')
      },
    ],
  ])('SheetDialog that is gone %s', async (_what, times, act) => {
    const back = vi.spyOn(history, 'back').mockImplementation(() => undefined)
    const sheet = await open()
    act()
    sheet.unmount()
    opened.pop()
    expect(back).toHaveBeenCalledTimes(times)
    back.mockRestore()
  })
})
