import { nextTick, shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { sampleRequests } from '../../../testing/sample-requests.ts'
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

function claiming(view: RequestView | null, claimedBy: { userid: string; name: string } | null = null) {
  const request = shallowRef(view)
  const claim = vi.fn((_id: string, isOpen: boolean) => Promise.resolve({ claimedBy: isOpen ? claimedBy : null }))
  const api = fakeApi({ engine: { claim } })
  return {
    request,
    told: () => claim.mock.calls.map(([, isOpen]) => isOpen),
    ...withSetup(() => useViewingPresence(request), { api }),
  }
}
async function hide(state: DocumentVisibilityState): Promise<void> {
  visibility = state
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(0)
}

describe('the soft claim', () => {
  it('is renewed while somebody looks, let go when he does not, and taken again', async () => {
    const { told, unmount } = claiming(sampleRequests.toDecide)
    await vi.advanceTimersByTimeAsync(50_000)
    expect(told()).toEqual([true, true, true])
    await hide('hidden')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(told()).toEqual([true, true, true, false])
    await hide('visible')
    expect(told().at(-1)).toBe(true)
    unmount()
    expect(told().at(-1)).toBe(false)
  })

  it('ends with the decision', async () => {
    const { request, told } = claiming(sampleRequests.toDecide)
    request.value = sampleRequests.done
    await nextTick()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(told()).toEqual([true, false])
  })

  it('is for candidates only', async () => {
    const { told } = claiming(sampleRequests.waiting)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(told()).toEqual([])
  })

  it('tells who else has it open, and never that I have', async () => {
    const first = claiming(sampleRequests.toDecide, chen)
    await vi.advanceTimersByTimeAsync(0)
    expect(first.other.value).toEqual(chen)
    const messages = claiming({ ...sampleRequests.toDecide, claimedBy: { userid: 'GuoJi', name: '郭𠮷' } })
    expect(messages.other.value).toBeNull()
  })
})
