import { describe, expect } from 'vitest'
import { test } from '../../testing/kit.ts'
import { cards } from '../../db/schema/index.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy } from '../../testing/fixtures/policy.ts'
import { decisionOn, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { returnRequest } from '../requests/commands/return-request.ts'
import { createSession, createTestApp } from '../../testing/http.ts'
import { loadPage } from '../../testing/load-page.ts'

describe('loadPage', () => {
  test.for([
    ['/', 'home'],
    ['/?from=card', 'home'],
    ['/requests', 'requests'],
    ['/requests?list=ended', 'requests'],
    ['/approvals?list=handled&kind=info_change', 'approvals'],
    ['/approvals?list=nonsense&after=x', 'approvals'],
    ['/delegations', 'delegations'],
    ['/requests/req_000000/edit', 'not-found'],
    ['/approvals', 'approvals'],
    ['/requests/new/info-change', 'info-change'],
    ['/requests/req_000000', 'not-found'],
    ['/requests/../../etc', 'not-found'],
    ['/r/AAAA-0000', 'not-found'],
    ['/nothing/here', 'not-found'],
  ] as const)('%s loads the page %s', async ([path, name], { kit }) => {
    const { applicant } = await smallCompany(kit)
    expect((await loadPage(kit.deps, applicant, path)).page.name).toBe(name)
  })

  test('a policy is shown in the language of the pages unless another was requested', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
    const read = async (query: string, language: 'zh-CN' | 'en') =>
      (await loadPage(kit.deps, company.lead, `/policies/${id}${query}`, { language })).page.data
    expect(await read('', 'en')).toMatchObject({ language: 'en' })
    expect(await read('?language=zh-CN', 'en')).toMatchObject({ language: 'zh-CN' })
    expect(await read('', 'zh-CN')).toMatchObject({ language: 'zh-CN' })
  })

  test.for([
    ['en', 'zh', 'zh-CN', 'en'],
    ['zh-CN', 'en', 'en-GB', 'zh-CN'],
    [null, 'en', 'zh-CN', 'en'],
    ['fr', 'en', 'zh-CN', 'en'],
  ] as const)(
    'with the setting %s, in a client in %s and a browser in %s, the page and its policy are in %s',
    async ([setting, client, browser, language], { kit }) => {
      const company = await policyCompany(kit)
      const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
      const userAgent = `test wxwork/4.1.36 Language/${client}`
      const session = await createSession(kit.deps, company.lead, userAgent)
      const response = await createTestApp(kit.deps).request(`/policies/${id}`, {
        headers: {
          accept: 'text/html',
          'accept-language': browser,
          'user-agent': userAgent,
          cookie: `desk_session=${session}${setting === null ? '' : `; desk_lang=${setting}`}`,
        },
      })
      const [, json = ''] = /id="initial-state">(.*)<\/script>/.exec(await response.text()) ?? []
      expect(JSON.parse(json) as unknown).toMatchObject({ language, page: { name: 'policy', data: { language } } })
    },
  )

  test('the members of a policy are filtered by the query; an invalid filter has no effect', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
    const listShown = async (query: string) => {
      const { page } = await loadPage(kit.deps, company.lead, `/policies/${id}/people?${query}`)
      return page.name === 'policy-people' ? page.data.page.items.map(({ userid }) => userid) : page.name
    }
    expect(await listShown('partner=yes&overdueDays=-1&from=card')).toEqual(['author', 'lead'])
    expect(await listShown('partner=1&overdueDays=-1&from=card')).toEqual([])
    expect(await listShown('state=pending&joinedAfter=2026-03-01')).toEqual([])
  })

  test('an invalid filter of the approvals is ignored, and the list that the URL names is shown', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const { id } = await submitInfoChange(kit, applicant)
    const listShown = async (query: string) => {
      const { page } = await loadPage(kit.deps, admin, `/approvals?${query}`)
      return page.name === 'approvals' ? page.data.items.map((item) => item.id) : page.name
    }
    expect(await listShown('list=sign&q=&after=x')).toEqual([id])
    expect(await listShown('list=handled&overdue=1')).toEqual([])
  })

  test('the query is kept, even by a redirect', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    for (const path of ['/?a=1', '/requests?from=card', `/requests/${view.id}?from=card`, '/nothing?a=%E5%BC%A0'])
      expect((await loadPage(kit.deps, applicant, path)).path).toBe(path)
    const { path } = await loadPage(kit.deps, applicant, `/r/${view.no}?from=card`)
    expect(path).toBe(`/requests/${view.id}?from=card`)
  })

  test('a returned request opens the form with its values for its applicant, and the request for others', async ({
    kit,
  }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const reason = { code: 'incomplete', text: '' } as const
    const edit = `/requests/${view.id}/edit`
    expect(await loadPage(kit.deps, applicant, edit)).toMatchObject({ path: `/requests/${view.id}` })
    await returnRequest(kit.deps, admin, { ...decisionOn(view, {}), reason })
    const { path, page } = await loadPage(kit.deps, applicant, `${edit}?from=card`)
    expect(path).toBe(`${edit}?from=card`)
    expect(page).toMatchObject({
      name: 'resubmission',
      data: {
        request: { id: view.id, returned: { by: { userid: 'limin' }, reason: { clause: '3.1b' } } },
        form: { open: null, answer: null, deciders: [{ userid: 'limin', because: 'returned_before' }] },
        asked: [
          { name: 'position', value: '高级质检工程师' },
          { name: 'telephone', value: '0755-2000' },
        ],
      },
    })
    expect(await loadPage(kit.deps, admin, edit)).toMatchObject({
      path: `/requests/${view.id}`,
      page: { name: 'request' },
    })
  })

  test('a card and a request number redirect to the request', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const [card] = await kit.deps.db.select().from(cards)
    const expected = { path: `/requests/${view.id}`, page: { name: 'request' } }
    expect(await loadPage(kit.deps, admin, `/r/${view.no}`)).toMatchObject(expected)
    expect(await loadPage(kit.deps, admin, `/go/${card?.taskId}`)).toMatchObject(expected)
  })

  test('another member’s card and request are not found', async ({ kit }) => {
    const { applicant, department } = await smallCompany(kit)
    const stranger = await kit.given.member({ department })
    const view = await submitInfoChange(kit, applicant)
    const [card] = await kit.deps.db.select().from(cards)
    for (const path of [`/r/${view.no}`, `/go/${card?.taskId}`, `/requests/${view.id}`])
      expect((await loadPage(kit.deps, stranger, path)).page.name).toBe('not-found')
  })
})
