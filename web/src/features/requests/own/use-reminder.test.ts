import { shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../api/api-error.ts'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { sampleRequests } from '../../../testing/sample-requests.ts'
import { fakeApi, withSetup } from '../../../testing/with-setup.ts'
import { useReminder } from './use-reminder.ts'

const nextAt = '2026-03-17T06:33:00Z'

function urging(urge: () => Promise<RequestView>) {
  const request = shallowRef<RequestView>(sampleRequests.waiting)
  const api = fakeApi({ engine: { remind: urge } })
  const parts = {
    request: () => request.value,
    onReminded: (view: RequestView) => (request.value = view),
    onTooSoon: (at: string) => (request.value = { ...request.value, urge: { ...request.value.urge, nextAt: at } }),
  }
  return { request, ...withSetup(() => useReminder(parts), { api }) }
}

describe('an urge', () => {
  it('rests afterwards, for as long as the server says', async () => {
    const urged = { ...sampleRequests.waiting, urge: { count: 1, nextAt } }
    const { urge, nextReminderAllowedAt } = urging(() => Promise.resolve(urged))
    expect(nextReminderAllowedAt.value).toBeNull()
    expect(await urge()).toBe(true)
    expect(nextReminderAllowedAt.value).toBe(nextAt)
    expect(await urge()).toBe(false)
  })

  it('learns from a refusal when it may go out, and shows no error', async () => {
    const tooSoon = new ApiError('request.urge_too_soon', 'evt_1', { nextAt })
    const { urge, nextReminderAllowedAt, error } = urging(() => Promise.reject(tooSoon))
    expect(await urge()).toBe(false)
    expect([nextReminderAllowedAt.value, error.value]).toEqual([nextAt, undefined])
  })
})
