import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { shallowRef } from 'vue'
import { sampleInitialState, samplePages } from '../testing/samples/sample-pages.ts'
import { fakeDevice, withSetup } from '../testing/with-setup.ts'
import { useFormPersistence, usePersistedFields } from './use-form-persistence.ts'

type Device = ReturnType<typeof fakeDevice>

/** Creates a form with one field, mounted in a tab that keeps what is in `inTab`. */
function form(inTab: Map<string, string>, { typed = '', at = 0, userid = 'guoji' } = {}) {
  const device: Device = { ...fakeDevice(new Map(), inTab), now: () => at }
  const initialState = sampleInitialState(samplePages.home)
  const me = initialState.me && { ...initialState.me, userid }
  const field = { text: typed }
  const setup = () => {
    useFormPersistence('form', {
      read: () => (field.text === '' ? null : field.text),
      restore: (kept: string) => (field.text = kept),
    })
    return field
  }
  const { unmount } = withSetup(setup, { device, initialState: { ...initialState, me } })
  return { field, unmount }
}
const leave = () => dispatchEvent(new Event('pagehide'))
function show(state: DocumentVisibilityState): void {
  const spy = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  onTestFinished(() => {
    spy.mockRestore()
  })
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('useFormPersistence', () => {
  it('input is restored once after a round trip to WeCom', () => {
    const tab = new Map<string, string>()
    const first = form(tab, { typed: '离职交接' })
    leave()
    first.unmount()
    expect(form(tab, { at: 599_000 }).field.text).toBe('离职交接')
    expect(form(tab, { at: 599_000 }).field.text).toBe('')
  })

  it('input is not restored for another member or after ten minutes', () => {
    const tab = new Map<string, string>()
    const first = form(tab, { typed: '离职交接' })
    leave()
    first.unmount()
    expect(form(tab, { userid: 'limin' }).field.text).toBe('')
    expect(form(tab, { at: 600_000 }).field.text).toBe('')
  })

  it('nothing is saved on navigation inside the app or for an empty form', () => {
    const tab = new Map<string, string>()
    form(tab, { typed: '离职交接' }).unmount()
    form(tab)
    leave()
    expect(tab.size).toBe(0)
  })

  it('nothing stays saved when the document itself comes back, with its input', () => {
    const tab = new Map<string, string>()
    const first = form(tab, { typed: '离职交接' })
    leave()
    expect(tab.size).toBe(1)
    dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    expect(tab.size).toBe(0)
    first.unmount()
  })

  it('input is restored after the process was ended in the background, which reports nothing', () => {
    const tab = new Map<string, string>()
    form(tab, { typed: '离职交接' })
    show('hidden')
    expect(form(tab, { at: 599_000 }).field.text).toBe('离职交接')
    show('visible')
  })

  it('nothing stays saved when a form that was in the background is visible again', () => {
    const tab = new Map<string, string>()
    const { unmount } = form(tab, { typed: '离职交接' })
    show('hidden')
    expect(tab.size).toBe(1)
    show('visible')
    expect(tab.size).toBe(0)
    unmount()
  })

  it('nothing stays saved when a form is left in the background', () => {
    const tab = new Map<string, string>()
    const { unmount } = form(tab, { typed: '离职交接' })
    show('hidden')
    unmount()
    show('visible')
    expect(tab.size).toBe(0)
  })

  it('invalid stored text is ignored', () => {
    const tab = new Map([['desk:kept:ww0123456789abcdef:guoji:form', '{"at":']])
    expect(form(tab, { typed: '写着的' }).field.text).toBe('写着的')
  })
})

/** Creates a form of settings with the values of this edition. */
function settings(inTab: Map<string, string>, edition: number, value: string) {
  const setup = () => {
    const [banned, templates] = [shallowRef(''), shallowRef(value)]
    usePersistedFields('rules', { banned, templates }, { edition: () => edition })
    return { banned, templates }
  }
  return withSetup(setup, { device: fakeDevice(new Map(), inTab) })
}

describe('usePersistedFields', () => {
  it.each([
    ['is restored in the same edition', 1, ['赌博', '一']],
    ['is not put over what somebody else saved meanwhile', 2, ['', '二']],
  ])('input %s', (_what, edition, expected) => {
    const tab = new Map<string, string>()
    const first = settings(tab, 1, '一')
    first.banned.value = '赌博'
    leave()
    first.unmount()
    const { banned, templates } = settings(tab, edition, edition === 1 ? '一' : '二')
    expect([banned.value, templates.value]).toEqual(expected)
  })

  const note = (isUnstored: boolean, tab = new Map<string, string>()) =>
    withSetup(
      () => {
        const text = shallowRef('')
        usePersistedFields('note', { text }, { outlives: () => true, isUnstored })
        return { text }
      },
      { device: fakeDevice(new Map(), tab) },
    )

  it('input whose submission is answered in the background is no longer saved', () => {
    const tab = new Map<string, string>()
    const { text, unmount } = note(false, tab)
    text.value = '名片要重印吗'
    show('hidden')
    expect(tab.size).toBe(1)
    text.value = ''
    expect(tab.size).toBe(0)
    show('visible')
    unmount()
  })

  it('unstored input outlives a visit to another page, and is not stored', () => {
    const tab = new Map<string, string>()
    const first = note(true, tab)
    first.text.value = '借给外协'
    show('hidden')
    leave()
    expect(tab.size).toBe(0)
    show('visible')
    first.unmount()
    const again = note(true, tab)
    expect(again.text.value).toBe('借给外协')
    again.text.value = ''
    again.unmount()
  })

  it('input whose submission is answered after the form was left is not restored', () => {
    const first = note(false)
    first.text.value = '名片要重印吗'
    first.unmount()
    // A form empties its fields after the response.
    first.text.value = ''
    expect(note(false).text.value).toBe('')
  })
})
