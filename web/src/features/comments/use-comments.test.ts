import { describe, expect, it } from 'vitest'
import type { DeskApi } from '../../api/desk-api.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi, fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { useComments } from './use-comments.ts'

/** Mounts the comments of one request in a tab whose storage is `inTab`. */
function mountComments(
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

describe('useComments', () => {
  it('a typed comment survives a reload, for the same member and request only', () => {
    const tab = new Map<string, string>()
    const first = mountComments(tab)
    first.text.value = '名片要重印吗'
    reload()
    expect(mountComments(tab, { userid: 'limin' }).text.value).toBe('')
    expect(mountComments(tab, { id: 'req_0sample2' }).text.value).toBe('')
    expect(mountComments(tab).text.value).toBe('名片要重印吗')
  })

  it('a typed comment is there again after another page, until it is sent', async () => {
    const first = mountComments(new Map(), { id: 'req_0sample3' })
    first.text.value = '名片要重印吗'
    first.unmount()
    const second = mountComments(new Map(), { id: 'req_0sample3' })
    expect(second.text.value).toBe('名片要重印吗')
    await second.send()
    second.unmount()
    expect(mountComments(new Map(), { id: 'req_0sample3' }).text.value).toBe('')
  })

  it('a comment keeps its idempotency key until a response, and a changed one gets another key', async () => {
    const keys: string[] = []
    let fails = true
    const comments = mountComments(new Map(), {}, (_id: string, _body: unknown, key: string) => {
      keys.push(key)
      return fails ? Promise.reject(new Error('no answer')) : Promise.resolve({ comments: [], mayWrite: true })
    })
    comments.text.value = '名片要重印吗'
    await comments.send()
    await comments.send()
    comments.text.value = '名片要重印吗？'
    fails = false
    await comments.send()
    expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false])
  })

  it('a sent comment is not kept', async () => {
    const tab = new Map<string, string>()
    const first = mountComments(tab)
    first.text.value = '名片要重印吗'
    await first.send()
    reload()
    expect(tab.size).toBe(0)
  })

  it('what is typed while a comment is sent stays', async () => {
    let answer: () => void = () => undefined
    const comments = mountComments(
      new Map(),
      {},
      () =>
        new Promise((resolve) => {
          answer = () => {
            resolve({ comments: [] })
          }
        }),
    )
    comments.text.value = '名片要重印吗'
    const sending = comments.send()
    comments.text.value = '还有工牌'
    answer()
    await sending
    expect(comments.text.value).toBe('还有工牌')
  })
})
