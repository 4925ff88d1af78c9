import { shallowRef } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../api/api-error.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { fakeApi, fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { useDecision } from './use-decision.ts'

const seen = sampleRequests.toDecide
const refuse = { verdict: 'refuse', reason: { code: 'needs_proof', text: '' } } as const

function mountDecision(decide: (id: string) => Promise<RequestView>) {
  const request = shallowRef<RequestView | null>(seen)
  const call = vi.fn(decide)
  return {
    request,
    call,
    ...withSetup(() => useDecision(request), {
      api: fakeApi({ requests: { decide: call } }),
    }),
  }
}
const conflict = (code: 'request.changed_meanwhile' | 'request.command_refused', current: unknown) => () =>
  Promise.reject(new ApiError(code, 'evt_1', { current }))

describe('useDecision', () => {
  it('a double click sends one decision and shows its response', async () => {
    const { request, call, decide } = mountDecision(() => Promise.resolve(sampleRequests.running))
    const [first, second] = await Promise.all([decide(), decide()])
    expect([first, second, call.mock.calls.length]).toEqual([true, false, 1])
    expect(request.value).toBe(sampleRequests.running)
  })

  it('a changed request is not decided: the current content is shown with the earlier values', async () => {
    const current = { ...seen, version: 2, changes: seen.changes.map((change) => ({ ...change, to: `${change.to}2` })) }
    const { request, note, choices, choose, decide } = mountDecision(conflict('request.changed_meanwhile', current))
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

  it('a request that another approver has decided is shown with the note “taken”', async () => {
    const { request, note, decide } = mountDecision(conflict('request.command_refused', sampleRequests.done))
    await decide()
    expect(note.value).toEqual({ kind: 'taken' })
    expect(request.value?.decidedBy?.name).toBe('李敏')
  })

  it('content that a reload changes is noted as after a conflict, and refusals of changed fields are dropped', async () => {
    const { request, note, choices, choose, decide } = mountDecision(
      conflict('request.command_refused', sampleRequests.returned),
    )
    choose('telephone', refuse)
    choose('position', refuse)
    await decide()
    expect(note.value).toEqual({ kind: 'taken' })
    const [position, ...others] = seen.changes
    request.value = {
      ...seen,
      version: 3,
      seenHash: 'corrected',
      changes: [position!, ...others.map((change) => ({ ...change, to: `${change.to}2` }))],
    }
    expect(choices.value).toEqual({ position: refuse })
    expect(note.value).toEqual({ kind: 'changed', before: new Map([['telephone', '0571-88001288,8601']]) })
  })

  it('a reload of the same content keeps the choices, without a note', () => {
    const { request, note, choices, choose } = mountDecision(() => Promise.resolve(sampleRequests.running))
    choose('telephone', refuse)
    request.value = { ...seen }
    expect([choices.value, note.value]).toEqual([{ telephone: refuse }, null])
  })

  it('the choices are kept when the network fails, so that the decision can be repeated', async () => {
    const { choices, submission, choose, decide } = mountDecision(() => Promise.reject(new ApiError('offline')))
    choose('telephone', refuse)
    await decide()
    expect(choices.value).toEqual({ telephone: refuse })
    expect(submission.error.value).toMatchObject({ code: 'offline' })
    expect(submission.isSending.value).toBe(false)
  })

  it('choices and the reason of a return are restored after a sign-in, unless the content has changed since', () => {
    const device = fakeDevice()
    const open = (view: RequestView) => withSetup(() => useDecision(shallowRef<RequestView | null>(view)), { device })
    const leave = (page: ReturnType<typeof open>) => {
      dispatchEvent(new Event('pagehide'))
      page.unmount()
    }
    const first = open(seen)
    first.choose('telephone', refuse)
    first.reason.value = { code: 'other', text: '请附劳动合同' }
    leave(first)
    const again = open({ ...seen, version: seen.version + 1 })
    expect([again.choices.value, again.reason.value?.text]).toEqual([{ telephone: refuse }, '请附劳动合同'])
    leave(again)
    const changed = open({ ...seen, seenHash: 'corrected' })
    expect([changed.choices.value, changed.reason.value]).toEqual([{}, null])
    changed.unmount()
  })
})
