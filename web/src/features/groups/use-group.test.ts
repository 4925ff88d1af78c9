import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { expect, it } from 'vitest'
import messages from '../../locales/zh-CN/groups.ts'
import { groupPages } from '../../testing/samples/sample-groups.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { fakeApi, withSetup } from '../../testing/with-setup.ts'
import { useGroup } from './use-group.ts'

it('useGroup says how long a reason may be when the server refuses a longer one', async () => {
  const { data: group } = groupPages(sampleRequests.running).group
  const details = { fields: [{ path: 'reason', code: 'text.too_long' }] }
  const refusal = { error: { code: 'input.invalid', requestId: 'r', details } }
  const fetch = (_input: RequestInfo | URL, init?: RequestInit) =>
    Promise.resolve(init?.method === 'POST' ? Response.json(refusal, { status: 422 }) : Response.json(group))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const { commandError, runCommand, api: groupApi } = withSetup(() => useGroup(group.id), { api })
  await flushPromises()
  await runCommand((target) => groupApi.renew(target, '长'.repeat(61)), messages.detail.renewed)
  expect(commandError.value).toBe(messages.detail.errors(60)['text.too_long'])
  expect(commandError.value).toContain('60')
})
