import { describe, expect, it } from 'vitest'
import { countingIds, fixedClock } from '../testing/doubles.ts'
import { createSignInStates } from './sign-in-states.ts'

const KEY = 'a-secret-that-has-32-characters-'
const browser = 'browser0browser0browser0browser0'

function createStates() {
  const clock = fixedClock()
  const ids = countingIds()
  return { clock, ids, states: createSignInStates({ clock, ids }, [KEY]) }
}

describe('createSignInStates', () => {
  it('a state has a form that WeCom accepts, and is unique', () => {
    const { states } = createStates()
    const [first, second] = [states.issue(browser, null), states.issue(browser, 'limin')]
    for (const text of [first, second]) expect(text).toMatch(/^[A-Za-z0-9]{1,128}$/)
    expect(first).not.toBe(second)
  })

  it('a state is valid in the browser it was created for, for five minutes', () => {
    const { clock, states } = createStates()
    const text = states.issue(browser, null)
    clock.advanceSeconds(299)
    expect(states.read(text, browser)).toMatchObject({ kind: 'valid', forceReauth: false })
    expect(states.read(text, browser.toUpperCase()).kind).toBe('foreign')
    expect(states.read(text, null).kind).toBe('foreign')
    clock.advanceSeconds(1)
    expect(states.read(text, browser).kind).toBe('expired')
  })

  it('a state identifies the expected member without regard to case, and does not contain their userid', () => {
    const { states } = createStates()
    const text = states.issue(browser, 'LiMin')
    expect(text.toLowerCase()).not.toContain('limin')
    const state = states.read(text, browser)
    if (state.kind !== 'valid') throw new Error(state.kind)
    expect([state.forceReauth, state.isExpected('limin'), state.isExpected('guoji')]).toEqual([true, true, false])
    const anybody = states.read(states.issue(browser, null), browser)
    expect(anybody.kind === 'valid' && anybody.isExpected('guoji')).toBe(true)
  })

  it('a state with any character changed is rejected', () => {
    const { states } = createStates()
    const text = states.issue(browser, 'limin')
    const changed = Array.from(
      text,
      (character, index) => `${text.slice(0, index)}${character === '0' ? '1' : '0'}${text.slice(index + 1)}`,
    )
    expect(new Set(changed.map((changedState) => states.read(changedState, browser).kind))).toEqual(
      new Set(['invalid']),
    )
    for (const other of ['', 'nobodyMadeThis', `${text}0`, text.slice(1), text.repeat(2)])
      expect(states.read(other, browser).kind).toBe('invalid')
  })

  it('a state is valid under the previous key too, and under no other', () => {
    const { clock, ids, states } = createStates()
    const text = states.issue(browser, 'limin')
    const newKey = 'another-secret-of-32-characters-'
    const duringRotation = createSignInStates({ clock, ids }, [newKey, KEY]).read(text, browser)
    expect(duringRotation.kind === 'valid' && duringRotation.isExpected('limin')).toBe(true)
    expect(createSignInStates({ clock, ids }, [newKey]).read(text, browser).kind).toBe('invalid')
  })
})
