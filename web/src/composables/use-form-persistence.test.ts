import { describe, expect, it } from 'vitest'
import { sampleInitialState, samplePages } from '../testing/samples/sample-pages.ts'
import { fakeDevice, withSetup } from '../testing/with-setup.ts'
import { useFormPersistence } from './use-form-persistence.ts'

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

  it('invalid stored text is ignored', () => {
    const tab = new Map([['desk:kept:ww0123456789abcdef:guoji:form', '{"at":']])
    expect(form(tab, { typed: '写着的' }).field.text).toBe('写着的')
  })
})
