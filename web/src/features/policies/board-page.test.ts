import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { pressIn } from '../../testing/press.ts'
import { sampleBoard } from '../../testing/sample-board.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import { lists } from '../../words/zh-cn/home.ts'
import BoardPage from './pages/BoardPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it('shows the worst departments and how many there are; all of them on asking, and after a failure once more', async () => {
  const [worst] = sampleBoard.departments
  if (!worst) throw new Error('the sample holds no department')
  const board = { ...sampleBoard, allowed: [] }
  const answers = [
    Response.json({ ...board, departments: [worst] }),
    new Response(null, { status: 500 }),
    Response.json(board),
  ]
  const fetch = vi.fn((_input: RequestInfo | URL) => Promise.resolve(answers.shift()!))
  const page = mountUi(BoardPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const rows = () => page.findAll('.department-item').length
  const press = pressIn(page)
  expect([rows(), page.get('#departments + .meta').text()]).toEqual([1, '2 个部门'])
  await press(lists.more)
  expect([rows(), page.text().includes(lists.notRead)]).toEqual([1, true])
  await press(lists.retry)
  expect(rows()).toBe(2)
  expect(page.text()).not.toContain(lists.more)
  const asked = fetch.mock.calls.map(([input]) => new URL(input instanceof Request ? input.url : input).search)
  expect(asked).toEqual(['', '?departments=all', '?departments=all'])
})
