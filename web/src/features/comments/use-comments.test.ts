import { describe, expect, it } from 'vitest'
import type { DeskApi } from '../../api/desk-api.ts'
import { sampleInitialState, samplePages } from '../../testing/sample-pages.ts'
import { fakeApi, fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { useComments } from './use-comments.ts'

/** The box for comments on one request, in a tab that keeps what is in `inTab`. */
function box(
  inTab: Map<string, string>,
  { id = 'req_0sample1', userid = 'guoji' } = {},
  comment: DeskApi['info']['comment'] = () => Promise.resolve({ comments: [], mayWrite: true }),
) {
  const initialState = sampleInitialState(samplePages.home)
  const me = initialState.me && { ...initialState.me, userid }
  const api = fakeApi({ info: { comments: () => Promise.resolve({ comments: [], mayWrite: true }), comment } })
  return withSetup(() => useComments(id), {
    api,
    device: fakeDevice(new Map(), inTab),
    initialState: { ...initialState, me },
  })
}
const reload = () => dispatchEvent(new Event('pagehide'))

describe('a comment that is typed', () => {
  it('outlives a reload, for the same person and the same request', () => {
    const tab = new Map<string, string>()
    const first = box(tab)
    first.text.value = '名片要重印吗'
    reload()
    first.unmount()
    expect(box(tab, { userid: 'limin' }).text.value).toBe('')
    expect(box(tab, { id: 'req_0sample2' }).text.value).toBe('')
    expect(box(tab).text.value).toBe('名片要重印吗')
  })

  it('keeps its key until it is answered, and has another one once it is another comment', async () => {
    const keys: string[] = []
    let fails = true
    const talk = box(new Map(), {}, (_id: string, _body: unknown, key: string) => {
      keys.push(key)
      return fails ? Promise.reject(new Error('no answer')) : Promise.resolve({ comments: [], mayWrite: true })
    })
    talk.text.value = '名片要重印吗'
    await talk.send()
    await talk.send()
    talk.text.value = '名片要重印吗？'
    fails = false
    await talk.send()
    expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false])
  })

  it('is not kept once it was sent', async () => {
    const tab = new Map<string, string>()
    const first = box(tab)
    first.text.value = '名片要重印吗'
    await first.send()
    reload()
    expect(tab.size).toBe(0)
  })
})
