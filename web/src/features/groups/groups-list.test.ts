import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { groupPages } from '../../testing/samples/sample-groups.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import GroupsPage from './pages/GroupsPage.vue'

const { data } = groupPages(sampleRequests.running).groups

/** Opens the page with this answer, and returns it with its headings and with the queries that it sent. */
async function open(answer: object, path = '/groups') {
  const queries: string[] = []
  const fetch = vi.fn((url: unknown) => {
    queries.push(new URL(String(url)).search)
    return Promise.resolve(Response.json(answer))
  })
  const client = createApiClient('http://desk.test', { fetch }).api
  const page = mountUi(GroupsPage, { path, parts: { api: fakeApi({ client }) } })
  await flushPromises()
  return { page, queries, headings: page.findAll('section h2').map((heading) => heading.text()) }
}

it('the list of groups shows its sections', async () => {
  const { headings, queries } = await open(data)
  expect(headings).toEqual(['待你答复', '清理逾期，待你处理', '我加入的', '你负责范围内的群'])
  expect(queries).toEqual([''])
})

it.each([
  ['leader', data.own, false],
  ['admin', [], true],
])('the list of the groups that wait for the viewer as %s shows no other groups', async (who, waiting, isEmpty) => {
  const only = { waiting, late: [], own: [], offered: [], below: null }
  const { page, headings, queries } = await open(only, `/groups?waiting=${who}`)
  // The router of a test reads the address after mounting.
  expect(queries.at(-1)).toBe(`?waiting=${who}`)
  expect(headings).toEqual(['待你处理'])
  expect(page.findAll('section li')).toHaveLength(waiting.length)
  expect(page.get('.section-head a').attributes('href')).toBe('/groups')
  expect(page.text().includes('没有待你处理的群')).toBe(isEmpty)
})
