import { shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../api/api-error.ts'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { fakeApi, withSetup } from '../../../testing/with-setup.ts'
import { useReminder } from './use-reminder.ts'

const nextAt = '2026-03-17T06:33:00Z'

function mountReminder(remind: () => Promise<RequestView>) {
  const request = shallowRef<RequestView>(sampleRequests.waiting)
  const api = fakeApi({ requests: { remind } })
  const options = {
    request: () => request.value,
    onReminded: (view: RequestView) => (request.value = view),
    onTooSoon: (allowedAt: string) =>
      (request.value = { ...request.value, urge: { ...request.value.urge, nextAt: allowedAt } }),
  }
  return { request, ...withSetup(() => useReminder(options), { api }) }
}

describe('useReminder', () => {
  it('a sent reminder blocks the next one until the time given by the server', async () => {
    const reminded = { ...sampleRequests.waiting, urge: { count: 1, nextAt } }
    const { remind, nextReminderAllowedAt } = mountReminder(() => Promise.resolve(reminded))
    expect(nextReminderAllowedAt.value).toBeNull()
    expect(await remind()).toBe(true)
    expect(nextReminderAllowedAt.value).toBe(nextAt)
    expect(await remind()).toBe(false)
  })

  it('a reminder refused as too soon stores the next allowed time and shows no error', async () => {
    const tooSoon = new ApiError('request.urge_too_soon', 'evt_1', { nextAt })
    const { remind, nextReminderAllowedAt, error } = mountReminder(() => Promise.reject(tooSoon))
    expect(await remind()).toBe(false)
    expect([nextReminderAllowedAt.value, error.value]).toEqual([nextAt, undefined])
  })
})
