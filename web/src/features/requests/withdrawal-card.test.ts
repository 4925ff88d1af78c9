import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { ayigul } from '../../testing/samples/sample-people.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import RequestDetailPage from './pages/RequestDetailPage.vue'

it('a request of another applicant is withdrawn by a viewer who may do so, after they confirm it', async () => {
  const request = { ...sampleRequests.waiting, applicant: ayigul, allowed: ['withdraw' as const] }
  const withdrawn = { ...sampleRequests.withdrawn, applicant: ayigul }
  const withdraw = vi.fn(() => Promise.resolve(withdrawn))
  const api = fakeApi({
    requests: { request: () => Promise.resolve(request), withdraw },
    info: { comments: () => Promise.resolve({ comments: [] }) },
  })
  const page = mountUi(RequestDetailPage, { parts: { api } })
  await flushPromises()
  const card = page.get('[aria-labelledby=withdrawal]')
  expect(card.text()).toContain('提交人已离职')
  await card.get('button').trigger('click')
  expect(withdraw).not.toHaveBeenCalled()
  const form = document.querySelector('[role=dialog] form')
  form?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(withdraw).toHaveBeenCalledExactlyOnceWith(request.id, request.version)
  expect(page.find('[aria-labelledby=withdrawal]').exists()).toBe(false)
})
