import { routedPages } from '@desk/shared/pages/page-table'
import { expect, it } from 'vitest'
import { matchPage } from './match-page.ts'

it.each(routedPages)('$path matches only the page $name', ({ name, path }) => {
  expect(matchPage(path.replace(/:\w+/, 'x'))?.target).toBe(name)
})

it.each([
  ['/requests/req_000000/edit', 'resubmission', { id: 'req_000000' }],
  ['/r/K7Q2-91FD', 'number', { requestNo: 'K7Q2-91FD' }],
  ['/go/crd_000000', 'card', { taskId: 'crd_000000' }],
])('%s matches %s', (path, target, params) => {
  expect(matchPage(path)).toEqual({ target, params: expect.objectContaining(params) as unknown })
})

it.each([
  '/nothing',
  '/requests/req_000000/else',
  '/policies/pol_000000/board/x',
  '/settings/nothing',
  '//requests',
  '',
])('%j matches nothing', (path) => {
  expect(matchPage(path)).toBeNull()
})
