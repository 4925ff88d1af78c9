import { shallowRef } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../api/api-error.ts'
import { sampleRequests } from '../../testing/sample-requests.ts'
import { fakeApi, withSetup } from '../../testing/with-setup.ts'
import { useDecision } from './use-decision.ts'

const seen = sampleRequests.toDecide
const refuse = { verdict: 'refuse', reason: { code: 'needs_proof', text: '' } } as const

function deciding(decide: (id: string) => Promise<RequestView>) {
  const request = shallowRef<RequestView | null>(seen)
  const call = vi.fn(decide)
  return {
    request,
    call,
    ...withSetup(() => useDecision(request), {
      api: fakeApi({ engine: { decide: call } }),
    }),
  }
}
const conflict = (code: 'request.changed_meanwhile' | 'request.command_refused', current: unknown) => () =>
  Promise.reject(new ApiError(code, 'evt_1', { current }))

describe('deciding', () => {
  it('shows the answer and counts once, however often it is pressed', async () => {
    const { request, call, decide } = deciding(() => Promise.resolve(sampleRequests.running))
    const [first, second] = await Promise.all([decide(), decide()])
    expect([first, second, call.mock.calls.length]).toEqual([true, false, 1])
    expect(request.value).toBe(sampleRequests.running)
  })

  it('decides nothing on what was not seen: the fresh content comes, with what it was before', async () => {
    const current = { ...seen, version: 2, changes: seen.changes.map((one) => ({ ...one, to: `${one.to}2` })) }
    const { request, note, choices, choose, decide } = deciding(conflict('request.changed_meanwhile', current))
    choose('telephone', refuse)
    expect(await decide()).toBe(false)
    expect(request.value).toBe(current)
    expect(choices.value).toEqual({})
    expect(note.value).toEqual({
      kind: 'changed',
      before: new Map([
        ['position', '高级质检工程师'],
        ['telephone', '0571-88001288,8601'],
      ]),
    })
  })

  it('says that somebody else was first', async () => {
    const { request, note, decide } = deciding(conflict('request.command_refused', sampleRequests.done))
    await decide()
    expect(note.value).toEqual({ kind: 'taken' })
    expect(request.value?.decidedBy?.name).toBe('李敏')
  })

  it('keeps the choices when the network breaks, so that it can be pressed again', async () => {
    const { choices, order, choose, decide } = deciding(() => Promise.reject(new ApiError('offline')))
    choose('telephone', refuse)
    await decide()
    expect(choices.value).toEqual({ telephone: refuse })
    expect(order.error.value).toMatchObject({ code: 'offline' })
    expect(order.isSending.value).toBe(false)
  })
})
