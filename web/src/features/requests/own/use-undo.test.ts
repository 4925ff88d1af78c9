import { beforeEach, afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../../api/api-error.ts'
import { useUndoStore } from '../../../stores/undo.ts'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { fakeApi, rejectUnexpected, withSetup } from '../../../testing/with-setup.ts'
import { undoOf, undoOffer, useUndo } from './use-undo.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const decided = sampleRequests.undoable

function mountUndo(undo: (id: string) => Promise<typeof decided>) {
  let passedMs = 0
  const api = fakeApi({ requests: { undo } })
  const device = {
    now: () => Date.parse('2026-03-17T02:33:00Z') + passedMs,
    createIdempotencyKey: () => 'key',
    storage: null,
    tabStorage: null,
  }
  const page = withSetup(() => ({ store: useUndoStore(), ...useUndo() }), { api, device })
  return {
    ...page,
    async pass(ms: number) {
      passedMs += ms
      await vi.advanceTimersByTimeAsync(ms)
    },
  }
}

describe('useUndo', () => {
  it('undoOffer lasts until the earliest deadline of several decisions', () => {
    const [sooner, later] = ['2026-03-17T02:33:40Z', '2026-03-17T02:33:50Z']
    const two = [
      { id: 'req_0later', version: 1, until: later },
      { id: decided.id, version: 2, until: sooner },
    ]
    expect(undoOffer(two)).toEqual({
      requests: [
        { id: 'req_0later', version: 1 },
        { id: decided.id, version: 2 },
      ],
      until: sooner,
    })
    expect(undoOffer([])).toBeNull()
  })

  it('undoOf is null once the undo window is over', () => {
    expect(undoOf(decided)).toMatchObject({ requests: [{ id: decided.id }], until: decided.undoUntil })
    expect(undoOf(sampleRequests.done)).toBeNull()
  })

  it('the remaining seconds count down and the offer disappears at its deadline', async () => {
    const { store, seconds, count, pass } = mountUndo(rejectUnexpected)
    store.offer(undoOf(decided))
    expect([seconds.value, count.value]).toEqual([40, 1])
    await pass(10_000)
    expect(seconds.value).toBe(30)
    await pass(31_000)
    expect([count.value, store.pending]).toEqual([0, null])
  })

  it('undo reports how many decisions were too late and keeps those that failed offline', async () => {
    const late = new ApiError('request.undo_over', 'evt_1', { current: sampleRequests.done })
    const answers: Record<string, () => Promise<typeof decided>> = {
      a: () => Promise.resolve(decided),
      b: () => Promise.reject(late),
      c: () => Promise.reject(new ApiError('offline')),
    }
    const { store, undo, error } = mountUndo((id) => answers[id]?.() ?? rejectUnexpected())
    store.offer({ requests: ['a', 'b', 'c'].map((id) => ({ id, version: 1 })), until: '2026-03-17T02:33:50Z' })
    const onDone = vi.fn()
    await undo(onDone)
    expect(onDone.mock.calls).toEqual([[{ reopened: [decided], late: 1 }]])
    expect(store.pending?.requests.map(({ id }) => id)).toEqual(['c'])
    expect(error.value).toMatchObject({ code: 'offline' })
  })

  it('the response to an undo leaves the offer of a later decision', async () => {
    let answer: () => void = () => undefined
    const { store, undo } = mountUndo(() => new Promise((resolve) => (answer = () => resolve(decided))))
    store.offer({ requests: [{ id: 'a', version: 1 }], until: '2026-03-17T02:33:50Z' })
    const undoing = undo(() => undefined)
    store.offer({ requests: [{ id: 'b', version: 1 }], until: '2026-03-17T02:33:55Z' })
    answer()
    await undoing
    expect(store.pending?.requests.map(({ id }) => id)).toEqual(['b'])
  })
})
