import { flushPromises } from '@vue/test-utils'
import { defineComponent } from 'vue'
import { expect, it, vi } from 'vitest'
import { mountUi } from '../../../testing/mount-ui.ts'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { fakeApi } from '../../../testing/with-setup.ts'
import { useRequest } from './use-request.ts'

it.each([
  ['stays as it is for a member who decides', ['decide' as const], 1],
  ['is loaded again for the applicant', ['withdraw' as const], 2],
])('a request on a page that becomes visible %s', async (_title, allowed, loads) => {
  const request = vi.fn(() => Promise.resolve({ ...sampleRequests.waiting, allowed }))
  const page = defineComponent({
    setup() {
      useRequest()
      return () => null
    },
  })
  mountUi(page, { parts: { api: fakeApi({ requests: { request } }) } })
  await flushPromises()
  document.dispatchEvent(new Event('visibilitychange'))
  await flushPromises()
  expect(request).toHaveBeenCalledTimes(loads)
})
