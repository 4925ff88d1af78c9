import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { shallowRef } from 'vue'
import type { DeskApi } from '../../api/desk-api.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi, fakeDevice, rejectUnexpected, withSetup } from '../../testing/with-setup.ts'
import { useComments } from './use-comments.ts'

/** Mounts the comments of one request in a tab with this storage. */
function mountComments(
  tabStorage: Map<string, string>,
  { id = 'req_0sample1', userid = 'guoji' } = {},
  comment: DeskApi['info']['comment'] = () => Promise.resolve({ comments: [], mayWrite: true }),
  upload: DeskApi['info']['upload'] = rejectUnexpected,
  attachmentLink: DeskApi['info']['attachmentLink'] = rejectUnexpected,
) {
  const initialState = sampleInitialState(samplePages.home)
  const me = initialState.me && { ...initialState.me, userid }
  const api = fakeApi({
    info: { comments: () => Promise.resolve({ comments: [], mayWrite: true }), comment, upload, attachmentLink },
  })
  return withSetup(() => useComments(id), {
    api,
    device: fakeDevice(new Map(), tabStorage),
    initialState: { ...initialState, me },
  })
}
const reload = () => dispatchEvent(new Event('pagehide'))

describe('useComments', () => {
  it('comments are loaded again when the page becomes visible, and while they are shown', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const comments = vi.fn(() => Promise.resolve({ comments: [] }))
    const isShown = shallowRef(false)
    const mounted = withSetup(() => useComments('req_0sample7', () => isShown.value), {
      api: fakeApi({ info: { comments } }),
    })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(comments).toHaveBeenCalledTimes(1)
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(comments).toHaveBeenCalledTimes(2)
    isShown.value = true
    await vi.advanceTimersByTimeAsync(2_000)
    expect(comments).toHaveBeenCalledTimes(3)
    mounted.unmount()
  })

  it('a typed comment survives a reload, for the same member and request only', () => {
    const tab = new Map<string, string>()
    const first = mountComments(tab)
    first.text.value = '名片要重印吗'
    reload()
    expect(mountComments(tab, { userid: 'limin' }).text.value).toBe('')
    expect(mountComments(tab, { id: 'req_0sample2' }).text.value).toBe('')
    expect(mountComments(tab).text.value).toBe('名片要重印吗')
  })

  it('a typed comment is restored after a visit to another page, until it is sent', async () => {
    const first = mountComments(new Map(), { id: 'req_0sample3' })
    first.text.value = '名片要重印吗'
    first.unmount()
    const second = mountComments(new Map(), { id: 'req_0sample3' })
    expect(second.text.value).toBe('名片要重印吗')
    await second.send()
    second.unmount()
    expect(mountComments(new Map(), { id: 'req_0sample3' }).text.value).toBe('')
  })

  it('a comment that is sent again after a failure keeps its idempotency key, and a changed one gets another', async () => {
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

  it('a sent comment is not stored', async () => {
    const tab = new Map<string, string>()
    const first = mountComments(tab)
    first.text.value = '名片要重印吗'
    await first.send()
    reload()
    expect(tab.size).toBe(0)
  })

  it('text that is typed while a comment is being sent is kept', async () => {
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

  const file = (name: string) => new File(['%PDF'], name, { type: 'application/pdf' })
  const uploaded = (name: string) => ({ id: 'att_1', name, type: 'application/pdf', size: 4 }) as const
  /** Returns an upload, and the functions that answer its calls: with true for a success, with false for a failure. */
  function waitingUpload() {
    const answers: ((isDone: boolean) => void)[] = []
    const upload: DeskApi['info']['upload'] = ({ name }) =>
      new Promise((resolve, reject) => {
        answers.push((isDone) => {
          if (isDone) resolve(uploaded(name))
          else reject(new Error('no answer'))
        })
      })
    return { upload, answers }
  }

  it('a file that is chosen while a comment is sent belongs to the next comment', async () => {
    const sent: unknown[] = []
    let answer: () => void = () => undefined
    const comment: DeskApi['info']['comment'] = (_id, body) =>
      new Promise((resolve) => {
        sent.push(body.attachments)
        answer = () => {
          resolve({ comments: [] })
        }
      })
    const upload: DeskApi['info']['upload'] = ({ name }) => Promise.resolve(uploaded(name))
    const comments = mountComments(new Map(), { id: 'req_0sample4' }, comment, upload)
    comments.text.value = '名片要重印吗'
    const sending = comments.send()
    const attaching = comments.attach(file('工牌.pdf'))
    answer()
    await sending
    await attaching
    expect(comments.files.value.map(({ name }) => name)).toEqual(['工牌.pdf'])
    const again = comments.send()
    answer()
    await again
    expect(sent).toEqual([[], ['att_1']])
  })

  it.each([
    ['is sent with the file', true, [['att_1']]],
    ['is not sent if the upload fails', false, []],
  ])('a comment that is submitted while its file is uploading %s', async (_title, isUploaded, expected) => {
    const sent: unknown[] = []
    const comment: DeskApi['info']['comment'] = (_id, body) => {
      sent.push(body.attachments)
      return Promise.resolve({ comments: [], mayWrite: true })
    }
    const { upload, answers } = waitingUpload()
    const comments = mountComments(new Map(), { id: 'req_0sample5' }, comment, upload)
    comments.text.value = ''
    comments.files.value = []
    const attaching = comments.attach(file('工牌.pdf'))
    await vi.waitUntil(() => answers.length > 0)
    expect(comments.canSend.value).toBe(true)
    const sending = comments.send()
    answers[0]?.(isUploaded)
    expect([await attaching, await sending]).toEqual([isUploaded, isUploaded])
    expect(sent).toEqual(expected)
    comments.unmount()
  })

  it('a comment that is submitted while a download link is fetched is sent, even if the fetch fails', async () => {
    const sent: string[] = []
    const links: (() => void)[] = []
    const comment: DeskApi['info']['comment'] = (_id, { text }) => {
      sent.push(text)
      return Promise.resolve({ comments: [], mayWrite: true })
    }
    const comments = mountComments(new Map(), { id: 'req_0sample6' }, comment, rejectUnexpected, () => {
      return new Promise((_resolve, reject) => links.push(() => reject(new Error('no answer'))))
    })
    comments.text.value = '名片要重印吗'
    const attachment = { id: 'att_1', name: '工牌.pdf', type: 'application/pdf', size: 1 } as const
    const opening = comments.open(attachment)
    expect([comments.busy.value, comments.canSend.value]).toEqual(['open', true])
    const sending = comments.send()
    links[0]?.()
    expect([await opening, await sending]).toEqual([false, true])
    expect(sent).toEqual(['名片要重印吗'])
    comments.unmount()
  })
})
