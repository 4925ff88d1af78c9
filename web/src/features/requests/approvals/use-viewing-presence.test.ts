import { nextTick, shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { fakeApi, withSetup } from '../../../testing/with-setup.ts'
import { useViewingPresence } from './use-viewing-presence.ts'

let visibility: DocumentVisibilityState = 'visible'
beforeEach(() => {
  vi.useFakeTimers()
  visibility = 'visible'
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const chen = { userid: 'chenli', name: '陈立' }

function mountPresence(view: RequestView | null, claimedBy: { userid: string; name: string } | null = null) {
  const request = shallowRef(view)
  const claim = vi.fn((_id: string, isOpen: boolean) => Promise.resolve({ claimedBy: isOpen ? claimedBy : null }))
  const api = fakeApi({ requests: { claim } })
  return {
    request,
    announced: () => claim.mock.calls.map(([, isOpen]) => isOpen),
    ...withSetup(() => useViewingPresence(request), { api }),
  }
}
async function hide(state: DocumentVisibilityState): Promise<void> {
  visibility = state
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(0)
}

describe('useViewingPresence', () => {
  it('the presence is renewed while the page is visible, released when it is hidden, and announced again on return', async () => {
    const { announced, unmount } = mountPresence(sampleRequests.toDecide)
    await vi.advanceTimersByTimeAsync(50_000)
    expect(announced()).toEqual([true, true, true])
    await hide('hidden')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(announced()).toEqual([true, true, true, false])
    await hide('visible')
    expect(announced().at(-1)).toBe(true)
    unmount()
    expect(announced().at(-1)).toBe(false)
  })

  it('the presence ends when the request is decided', async () => {
    const { request, announced } = mountPresence(sampleRequests.toDecide)
    request.value = sampleRequests.done
    await nextTick()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(announced()).toEqual([true, false])
  })

  it('a viewer who is not an approver announces no presence', async () => {
    const { announced } = mountPresence(sampleRequests.waiting)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(announced()).toEqual([])
  })

  it('other is the other approver who has the request open, never the viewer', async () => {
    const first = mountPresence(sampleRequests.toDecide, chen)
    await vi.advanceTimersByTimeAsync(0)
    expect(first.other.value).toEqual(chen)
    const own = mountPresence({ ...sampleRequests.toDecide, claimedBy: { userid: 'GuoJi', name: '郭𠮷' } })
    expect(own.other.value).toBeNull()
  })
})
