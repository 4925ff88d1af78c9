import { flushPromises } from '@vue/test-utils'
import { expect, it, onTestFinished, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import type { ApprovalFilter } from '../../api/requests-api.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi, withSetup } from '../../testing/with-setup.ts'
import ApprovalListPage from './pages/ApprovalListPage.vue'
import { useApprovals, useOwnRequests } from './use-request-list.ts'

const { data: sample } = samplePages.approvals
const rowsOf = (prefix: string): RequestSummary[] =>
  Array.from({ length: 20 }, (_, index) => ({ ...sample.items[0]!, id: `req_0${prefix}${String(index)}` as never }))

it('the rows of every page that is shown are loaded again when the network is back', async () => {
  const listOwn = vi.fn(({ after }: { after?: string }) =>
    Promise.resolve({
      ...samplePages.requests.data,
      items: rowsOf(after ?? 'first'),
      next: after === undefined ? 'second' : 'third',
    }),
  )
  const list = withSetup(() => useOwnRequests({}), { api: fakeApi({ requests: { listOwn } }) })
  onTestFinished(list.unmount)
  await flushPromises()
  await list.loadMore()
  dispatchEvent(new Event('online'))
  await flushPromises()
  expect(list.items.value).toHaveLength(40)
  expect(listOwn.mock.calls.map(([{ after }]) => after)).toEqual([undefined, 'second', undefined, 'second'])
})

it('an inbox that is left while another filter is loading does not keep the old rows under that filter', async () => {
  const listApprovals = vi.fn(({ overdue }: ApprovalFilter) =>
    overdue === undefined
      ? Promise.resolve({ ...sample, items: rowsOf('all'), next: null })
      : new Promise<never>(() => undefined),
  )
  const filter = shallowRef<ApprovalFilter>({ list: 'waiting' })
  const isHere = shallowRef(true)
  const list = shallowRef<ReturnType<typeof useApprovals> | null>(null)
  const Page = defineComponent({
    setup() {
      list.value = useApprovals(() => filter.value)
      return () => null
    },
  })
  mountUi(
    { render: () => h('div', isHere.value ? [h(Page)] : []) },
    { parts: { api: fakeApi({ requests: { listApprovals: listApprovals as never } }) } },
  )
  const visit = async (isVisited: boolean) => {
    isHere.value = isVisited
    await flushPromises()
  }
  await flushPromises()
  filter.value = { list: 'waiting', overdue: 'yes' }
  await flushPromises()
  expect(listApprovals).toHaveBeenCalledTimes(2)
  await visit(false)
  await visit(true)
  expect(list.value?.items.value).toEqual([])
  await visit(false)
  filter.value = { list: 'waiting' }
  await visit(true)
  expect(list.value?.items.value).toHaveLength(20)
})

it.each(['/approvals?list=handled', '/approvals?list=by_hand', '/approvals'])(
  'after the app was opened at the policies to sign, %s loads its own rows',
  async (path) => {
    const listApprovals = vi.fn((_filter: ApprovalFilter) => Promise.resolve({ ...sample, items: [], next: null }))
    const page = mountUi(ApprovalListPage, {
      path: '/approvals?list=sign',
      parts: {
        api: fakeApi({ requests: { listApprovals: listApprovals as never } }),
        initialState: sampleInitialState(samplePages.approvals),
      },
    })
    const router = page.vm.$router
    await router.isReady()
    await router.push(path)
    await flushPromises()
    expect(listApprovals).toHaveBeenCalledTimes(1)
    expect(page.text()).not.toContain(sample.items[0]!.applicant.name)
  },
)
