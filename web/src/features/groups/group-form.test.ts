import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import { ApiError } from '../../api/api-error.ts'
import requestMessages from '../../locales/zh-CN/group-requests.ts'
import coreMessages from '../../locales/zh-CN/core.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { groupPages } from '../../testing/samples/sample-groups.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import GroupForm from './components/GroupForm.vue'

afterEach(() => {
  vi.useRealTimers()
})

const { data: form } = groupPages(sampleRequests.running)['group-create']
const similarGroup = {
  id: 'grp_0sample9',
  name: '来料异常-来料检验组-专项',
  memberCount: 12,
  owner: { userid: 'limin', name: '李敏' },
  join: 'now',
  askAgainAt: null,
}
const start = {
  draftName: 'again:req_1',
  template: form.templates[0]?.id ?? '',
  topic: '来料异常',
  purpose: '当天拉齐',
  deputyId: 'mate',
  members: [{ userid: 'mate', name: '次仁卓玛', department: [] }],
}

/** Mounts the form. The server finds a similar group, and cannot be reached when the member joins it. */
async function mountForm(submitRequest: (payload: GroupPayload, attempt: { key: string }) => Promise<never>) {
  vi.useFakeTimers()
  const joins = vi.fn()
  const fetch = vi.fn((input: RequestInfo | URL) => {
    const url = input instanceof Request ? input.url : String(input)
    if (url.includes('/similar')) return Promise.resolve(Response.json({ items: [similarGroup] }))
    joins(url)
    return Promise.reject(new TypeError('offline'))
  })
  const page = mountUi(GroupForm, {
    props: { form, start, submitRequest },
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  async function searchSimilar(): Promise<void> {
    await page.get('[name=topic]').setValue('来料异常甲')
    await vi.advanceTimersByTimeAsync(300)
    await flushPromises()
  }
  return { page, joins, searchSimilar }
}

describe('GroupForm', () => {
  it('the button names what is still empty, in the order of the form, and looks disabled until nothing is', async () => {
    const { page } = await mountForm(() => Promise.reject(new Error('not expected')))
    const button = () => page.get('button[type=submit]')
    const looksDisabled = () => button().classes().includes('button-soft-disabled')
    expect([button().text(), looksDisabled()]).toEqual(['提交，建 2 人群', false])
    await page.get('[name=purpose]').setValue(' ')
    expect([button().text(), looksDisabled()]).toEqual(['请先填写建群原因', true])
    await page.get('[name=topic]').setValue('')
    expect([button().text(), looksDisabled()]).toEqual(['请先填写事项', true])
  })

  it('a retry after a failed attempt to join a similar group tries to join it again and submits no request', async () => {
    const submitRequest = vi.fn(() => Promise.reject(new Error('not expected')))
    const { page, joins, searchSimilar } = await mountForm(submitRequest)
    await searchSimilar()
    await page.get('.similar button').trigger('click')
    await flushPromises()
    expect(joins).toHaveBeenCalledOnce()
    const retry = page.findAll('button').find((button) => button.text() === coreMessages.lists.retry)
    await retry?.trigger('click')
    await flushPromises()
    expect(joins).toHaveBeenCalledTimes(2)
    expect(submitRequest).not.toHaveBeenCalled()
  })

  it('a submission after a refusal of its values is a new request with the present values', async () => {
    const submitRequest = vi.fn((_payload: GroupPayload, _attempt: { key: string }) =>
      Promise.reject(new ApiError('input.invalid', 'r', { fields: [{ path: 'payload.name', code: 'group.name' }] })),
    )
    const { page, searchSimilar } = await mountForm(submitRequest)
    await page.get('[name=topic]').setValue('来料异常甲')
    await page.get('form').trigger('submit')
    await flushPromises()
    await searchSimilar()
    await page.get('form').trigger('submit')
    await flushPromises()
    const [first, second] = submitRequest.mock.calls
    expect(second?.[0].seenSimilar).toEqual([similarGroup.id])
    expect(second?.[1].key).not.toBe(first?.[1].key)
  })

  it('the limit of the purpose is shown at its field, before the submission and after a refusal', async () => {
    const fields = [{ path: 'payload.purpose', code: 'text.unseen_signs' }]
    const refusal = new ApiError('input.invalid', 'r', { fields })
    let sent = 0
    const { page } = await mountForm(() => {
      sent += 1
      return Promise.reject(refusal)
    })
    const field = () => page.get('textarea[name=purpose]')
    const { form: texts } = requestMessages
    expect(page.text()).toContain(texts.purposeHint(60))
    await field().setValue('长'.repeat(61))
    await page.get('form').trigger('submit')
    expect([sent, field().attributes('aria-invalid')]).toEqual([0, 'true'])
    expect(page.text()).toContain(texts.purposeTooLong(60))
    await field().setValue('长'.repeat(60))
    await page.get('form').trigger('submit')
    await flushPromises()
    expect([sent, field().attributes('aria-invalid')]).toEqual([1, 'true'])
    expect(page.text()).toContain(texts.errors['text.unseen_signs'])
  })

  it('a submission that is repeated after other similar groups were found is the same request', async () => {
    const submitRequest = vi.fn((_payload: GroupPayload, _attempt: { key: string }) =>
      Promise.reject(new ApiError('internal')),
    )
    const { page, searchSimilar } = await mountForm(submitRequest)
    await page.get('[name=topic]').setValue('来料异常甲')
    await page.get('form').trigger('submit')
    await flushPromises()
    await searchSimilar()
    await vi.advanceTimersByTimeAsync(300)
    expect(page.find('.similar').exists()).toBe(true)
    await page.get('form').trigger('submit')
    await flushPromises()
    const [first, second] = submitRequest.mock.calls
    expect(second?.[0]).toEqual(first?.[0])
    expect(second?.[1].key).toBe(first?.[1].key)
  })
})
