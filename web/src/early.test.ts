import { afterEach, describe, expect, it, vi } from 'vitest'
import { collectTyped, earlyScript, replayEarly, takeTyped } from './early.ts'

function page(html: string): void {
  document.body.innerHTML = html
  // As the browser runs it: a classic script, before anything else.
  new Function(earlyScript)()
}

afterEach(() => {
  replayEarly()
})

describe('before the page is alive', () => {
  it('keeps a press and gives it back once, to the button that was pressed', () => {
    page('<button data-early="a">甲</button><button data-early="b">乙</button>')
    const [a, b] = [...document.querySelectorAll('button')]
    b?.click()
    expect(b?.getAttribute('aria-busy')).toBe('true')
    const pressed = vi.fn()
    a?.addEventListener('click', () => pressed('a'))
    b?.addEventListener('click', () => pressed('b'))
    expect(pressed).not.toHaveBeenCalled()
    replayEarly()
    expect(pressed.mock.calls).toEqual([['b']])
    expect(b?.hasAttribute('aria-busy')).toBe(false)
  })

  it('holds back a form that has no address to go to', () => {
    page('<form><input><button data-early="submit">提交</button></form>')
    const submit = new Event('submit', { cancelable: true, bubbles: true })
    document.querySelector('form')?.dispatchEvent(submit)
    expect(submit.defaultPrevented).toBe(true)
  })

  it('lets plain links be links', () => {
    page('<a href="/requests">我的申请</a>')
    const click = new MouseEvent('click', { cancelable: true, bubbles: true })
    document.querySelector('a')?.dispatchEvent(click)
    expect(click.defaultPrevented).toBe(false)
  })

  it('keeps what was typed, and only that', () => {
    page('<input data-typed="position" value="店员"><input data-typed="telephone" value="8601">')
    const input = document.querySelector('input')
    if (input) input.value = '店长'
    collectTyped()
    expect([takeTyped('position'), takeTyped('position'), takeTyped('telephone')]).toEqual([
      '店长',
      undefined,
      undefined,
    ])
  })
})
