import { nextTick } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  collectPreHydrationInput,
  preHydrationScript,
  replayEvents,
  restorePreHydrationInput,
  takePreHydrationInput,
} from './pre-hydration-events.ts'

function page(html: string): void {
  document.body.innerHTML = html
  // As the browser runs it: a classic script, before anything else.
  new Function(preHydrationScript)()
}

const replay = () => replayEvents(() => nextTick())

afterEach(replay)

describe('events before hydration', () => {
  it('clicks before hydration are replayed once, in order, on their targets', async () => {
    page('<button>甲</button><button>乙</button><label><input type="checkbox">丙</label>')
    const [a, b] = [...document.querySelectorAll('button')]
    const box = document.querySelector('input')
    b?.click()
    document.querySelector('label')?.click()
    a?.click()
    b?.click()
    expect(b?.getAttribute('aria-busy')).toBe('true')
    expect(box?.checked).toBe(false)
    const pressed = vi.fn()
    a?.addEventListener('click', () => pressed('a'))
    b?.addEventListener('click', () => pressed('b'))
    box?.addEventListener('change', () => pressed('box'))
    expect(pressed).not.toHaveBeenCalled()
    await replay()
    expect(pressed.mock.calls).toEqual([['b'], ['box'], ['a']])
    expect([box?.checked, b?.hasAttribute('aria-busy')]).toEqual([true, false])
    await replay()
    expect(pressed).toHaveBeenCalledTimes(3)
  })

  it('the page settles between two replayed clicks', async () => {
    page('<button>不同意</button><button>同意 2 项</button>')
    const [refuse, decide] = [...document.querySelectorAll('button')]
    const decided = vi.fn()
    let refused = 0
    refuse?.addEventListener('click', () => void Promise.resolve().then(() => (refused = 1)))
    decide?.addEventListener('click', () => decided(refused))
    refuse?.click()
    decide?.click()
    await replay()
    expect(decided.mock.calls).toEqual([[1]])
  })

  it('a form submitted before hydration is submitted once afterwards', async () => {
    page('<form><input name="text"><button>提交</button></form>')
    const form = document.querySelector('form')
    const submit = () => new Event('submit', { cancelable: true, bubbles: true })
    const held = submit()
    form?.dispatchEvent(held)
    form?.dispatchEvent(submit())
    expect(held.defaultPrevented).toBe(true)
    const sent = vi.fn((event: Event) => event.preventDefault())
    form?.addEventListener('submit', sent)
    await replay()
    expect(sent).toHaveBeenCalledOnce()
  })

  it('links work before hydration', () => {
    page('<a href="/requests">我的申请</a>')
    const click = new MouseEvent('click', { cancelable: true, bubbles: true })
    document.querySelector('a')?.dispatchEvent(click)
    expect(click.defaultPrevented).toBe(false)
  })

  it('input of a named field is returned once by its name', () => {
    page('<input data-typed="position" value="店员"><input data-typed="telephone" value="8601">')
    const input = document.querySelector('input')
    if (input) input.value = '店长'
    collectPreHydrationInput()
    expect([
      takePreHydrationInput('position'),
      takePreHydrationInput('position'),
      takePreHydrationInput('telephone'),
    ]).toEqual(['店长', undefined, undefined])
  })

  it('input of other fields is dispatched again once after hydration', () => {
    page('<textarea></textarea><input value="8601"><select><option>一</option><option>二</option></select>')
    const text = document.querySelector('textarea')
    const choice = document.querySelector('select')
    if (text) text.value = '请补证明'
    if (choice) choice.value = '二'
    collectPreHydrationInput()
    // What hydration does to a field with a `v-model`.
    if (text) text.value = ''
    const heard = vi.fn()
    document.body.addEventListener('input', ({ target }) => heard((target as HTMLInputElement).value))
    restorePreHydrationInput()
    restorePreHydrationInput()
    expect(heard.mock.calls).toEqual([['请补证明'], ['二']])
  })
})
