import { createApiClient } from '@desk/server/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import { sampleForecast } from '../../testing/samples/policies/sample-policy-admin.ts'
import { fakeApi, withSetup } from '../../testing/with-setup.ts'
import { useForecast } from './use-forecast.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('useForecast counts again after a temporary failure, and not after the page was left', async () => {
  const answers = [503, 503]
  const fetch = vi.fn(() => {
    const status = answers.shift()
    const error = { code: 'unavailable', requestId: 'r', details: {} }
    return Promise.resolve(status === undefined ? Response.json(sampleForecast) : Response.json({ error }, { status }))
  })
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const mountForecast = () => withSetup(() => useForecast('pol_1', shallowRef(true)), { api })
  const page = mountForecast()
  await vi.advanceTimersByTimeAsync(0)
  expect([page.forecast.value, page.problem.value === null]).toEqual([null, false])
  await vi.advanceTimersByTimeAsync(20_000)
  expect([page.forecast.value, page.problem.value]).toEqual([sampleForecast, null])
  answers.push(503)
  const left = mountForecast()
  await vi.advanceTimersByTimeAsync(0)
  left.unmount()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(fetch).toHaveBeenCalledTimes(4)
})
