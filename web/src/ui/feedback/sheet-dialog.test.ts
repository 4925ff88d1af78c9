import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { axeViolations } from '../../testing/axe.ts'
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

async function open(content = '<button id="inside">一</button>') {
  document.getElementById('opener')?.focus()
  const sheet = mount(SheetDialog, {
    props: { title: '为什么', cancel: '取消' },
    slots: { default: content },
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

  it('axe finds nothing serious in SheetDialog', async () => {
    await open()
    expect(await axeViolations([...document.querySelectorAll('[role=dialog]')])).toEqual([])
  })

  it('SheetDialog closes on Esc and on the back button', async () => {
    const sheet = await open()
    press('Escape')
    dispatchEvent(new PopStateEvent('popstate'))
    expect(sheet.emitted('close')).toHaveLength(2)
  })

  it('Esc that ends the composition of a character leaves SheetDialog open', async () => {
    const sheet = await open()
    for (const composition of [{ isComposing: true }, { keyCode: 229 }])
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', ...composition }))
    expect(sheet.emitted('close')).toBeUndefined()
  })

  it('Tab keeps the focus inside SheetDialog', async () => {
    await open()
    const buttons = [...document.querySelectorAll<HTMLElement>('[role=dialog] button')]
    buttons.at(-1)?.focus()
    press('Tab')
    expect(document.activeElement).toBe(buttons[0])
  })

  it('Tab in SheetDialog skips disabled fields, and stops at a native select', async () => {
    await open(
      `<input disabled aria-label="关" /><fieldset disabled><input aria-label="组" /></fieldset>
      <select id="first" aria-label="甲"><option>一</option></select>
      <select id="last" aria-label="乙"><option>一</option></select>`,
    )
    const [cancel] = [...document.querySelectorAll<HTMLElement>('[role=dialog] button')].slice(-1)
    cancel?.focus()
    press('Tab')
    expect(document.activeElement?.id).toBe('first')
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', shiftKey: true, cancelable: true }))
    expect(document.activeElement).toBe(cancel)
    document.getElementById('last')?.focus()
    press('Tab')
    // Between the edges the browser moves the focus.
    expect(document.activeElement?.id).toBe('last')
  })

  it.each(['before', 'with'])('SheetDialog whose opener is gone %s it moves the focus to the heading', async (when) => {
    const sheet = await open()
    document.getElementById('app')?.insertAdjacentHTML('afterbegin', '<h1>角色</h1>')
    if (when === 'before') document.getElementById('opener')?.remove()
    sheet.unmount()
    opened.pop()
    document.getElementById('opener')?.remove()
    await nextTick()
    expect(document.activeElement).toBe(document.querySelector('h1'))
  })

  it('SheetDialog returns the focus to its opener', async () => {
    const sheet = await open()
    sheet.unmount()
    opened.pop()
    expect(document.activeElement?.id).toBe('opener')
    expect(document.getElementById('app')?.hasAttribute('inert')).toBe(false)
  })

  it.each([
    ['removes the history entry that it added', 1, () => undefined],
    [
      'does not go back when another address was opened in it',
      0,
      () => {
        history.pushState({}, '', '/elsewhere')
      },
    ],
  ])('SheetDialog, once unmounted, %s', async (_what, times, act) => {
    const back = vi.spyOn(history, 'back').mockImplementation(() => undefined)
    const sheet = await open()
    act()
    sheet.unmount()
    opened.pop()
    expect(back).toHaveBeenCalledTimes(times)
    back.mockRestore()
  })
})
