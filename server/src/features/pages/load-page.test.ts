import { describe, expect } from 'vitest'
import { test } from '../../testing/kit.ts'
import { cards } from '../../db/schema/index.ts'
import { smallCompany, submitted } from '../../testing/stories.ts'
import { loadPage } from './load-page.ts'

describe('the page of an address', () => {
  test.for([
    ['/', 'home'],
    ['/?from=card', 'home'],
    ['/requests', 'requests'],
    ['/approvals', 'approvals'],
    ['/requests/new/info-change', 'info-change'],
    ['/requests/req_000000', 'not-found'],
    ['/requests/../../etc', 'not-found'],
    ['/r/AAAA-0000', 'not-found'],
    ['/nothing/here', 'not-found'],
  ] as const)('%s is %s', async ([path, name], { kit }) => {
    const { applicant } = await smallCompany(kit)
    expect((await loadPage(kit.deps, applicant, path)).page.name).toBe(name)
  })

  test('its query stays with it, whatever it shows', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    const view = await submitted(kit, applicant)
    for (const path of ['/?a=1', '/requests?from=card', `/requests/${view.id}?from=card`, '/nothing?a=%E5%BC%A0'])
      expect((await loadPage(kit.deps, applicant, path)).path).toBe(path)
  })

  test('a card and a number both lead to the request itself', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitted(kit, applicant)
    const [card] = await kit.deps.db.select().from(cards)
    const wanted = { path: `/requests/${view.id}`, page: { name: 'request' } }
    expect(await loadPage(kit.deps, admin, `/r/${view.no}`)).toMatchObject(wanted)
    expect(await loadPage(kit.deps, admin, `/go/${card?.taskId}`)).toMatchObject(wanted)
  })

  test('somebody else’s card and request are not there', async ({ kit }) => {
    const { applicant, department } = await smallCompany(kit)
    const stranger = await kit.given.member({ department })
    const view = await submitted(kit, applicant)
    const [card] = await kit.deps.db.select().from(cards)
    for (const path of [`/r/${view.no}`, `/go/${card?.taskId}`, `/requests/${view.id}`])
      expect((await loadPage(kit.deps, stranger, path)).page.name).toBe('not-found')
  })
})
