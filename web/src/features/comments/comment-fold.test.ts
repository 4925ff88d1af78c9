import { expect, it, onTestFinished, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import CommentFold from './components/CommentFold.vue'

it('comments that were opened before hydration are polled', async () => {
  vi.useFakeTimers()
  // Vue keeps what the browser has opened.
  const open = vi.spyOn(HTMLDetailsElement.prototype, 'open', 'get').mockReturnValue(true)
  onTestFinished(() => {
    open.mockRestore()
  })
  const comments = vi.fn(() => Promise.resolve({ comments: [], mayWrite: true }))
  const fold = mountUi(CommentFold, {
    props: { requestId: 'req_0sample8' },
    parts: { api: fakeApi({ info: { comments } }) },
  })
  await vi.advanceTimersByTimeAsync(60_000)
  fold.unmount()
  vi.useRealTimers()
  expect(comments.mock.calls.length).toBeGreaterThan(1)
})
