import { routeRules } from '@desk/shared/pages/route-rules'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { beforeAll, expect, it } from 'vitest'
import type { AttackEnvironment } from './attack-environment.ts'
import { rawRequest } from './raw-http.ts'
import { submitPosition } from './submit-position.ts'
import { createSimulatorClient } from '../lib/simulator-client.ts'

const UNKNOWN = 'req_000000000000'
const opsRoutes = Object.entries(routeRules).filter(([, rule]) => ['ops', 'ops_lead', 'reviewer'].includes(rule))

export function objectAttacks(environment: () => AttackEnvironment): void {
  let view: RequestView
  const decision = ({ version, seenHash }: RequestView) => ({
    version,
    seenHash,
    fields: { position: { verdict: 'agree' } },
  })
  beforeAll(async () => {
    view = await submitPosition(await environment().as('guoji'))
  })
  /** Returns the status, and the body without the id of this HTTP request, which always differs. */
  const comparable = async (response: Response) => [
    response.status,
    (await response.text()).replace(/"requestId":"[^"]+"/, ''),
  ]

  it('A1: a request of another member is not found: by id, by number, as a page, for a decision and for a withdrawal', async () => {
    const other = await environment().as('wangfang')
    const before = await environment().state()
    const pairs = [
      [await other.get(`/api/requests/${view.id}`), await other.get(`/api/requests/${UNKNOWN}`)],
      [
        await other.post(`/api/requests/${view.id}/decision`, decision(view)),
        await other.post(`/api/requests/${UNKNOWN}/decision`, decision(view)),
      ],
      [
        await other.post(`/api/requests/${view.id}/withdrawal`, { version: view.version }),
        await other.post(`/api/requests/${UNKNOWN}/withdrawal`, { version: view.version }),
      ],
    ] as const
    for (const [there, unknown] of pairs) {
      expect(there.status).toBe(404)
      expect(await comparable(there)).toEqual(await comparable(unknown))
    }
    for (const path of [`/requests/${view.id}`, `/r/${view.no}`, '/r/AAAA-0000', '/go/crd_000000000000'])
      expect([path, (await other.open(path)).status]).toEqual([path, 404])
    expect(await environment().state()).toEqual(before)
  })

  it.each(['fangjianguo', 'penglei', 'hujianing'])(
    'A2: %s, the admin of another department, can neither see nor decide the request',
    async (userid) => {
      const admin = await environment().as(userid)
      expect((await admin.get(`/api/requests/${view.id}`)).status).toBe(404)
      expect((await admin.post(`/api/requests/${view.id}/decision`, decision(view))).status).toBe(404)
      const list = (await (await admin.get('/api/approvals')).json()) as { items: { id: string }[] }
      expect(list.items.map(({ id }) => id)).not.toContain(view.id)
    },
  )

  it('A3: after the end of a role, the next decision is refused', async () => {
    const admin = await environment().as('limin')
    expect((await admin.get(`/api/requests/${view.id}`)).status).toBe(200)
    const grants = (await environment().database.query(
      `update role_grants set ends_on = '2000-01-01' where userid = 'limin' returning id`,
    )) as unknown[]
    expect(grants.length).toBeGreaterThan(0)
    const response = await admin.post(`/api/requests/${view.id}/decision`, decision(view))
    await environment().database.query(`update role_grants set ends_on = null where userid = 'limin'`)
    expect([403, 404]).toContain(response.status)
    expect((await admin.get(`/api/requests/${view.id}`)).status).toBe(200)
  })

  it('A3: a member who is disabled in WeCom gets 401 after the callback', async () => {
    const leaver = await environment().newVisitor('songyang')
    expect((await leaver.get('/api/home')).status).toBe(200)
    await createSimulatorClient(environment().simulatorUrl).editMember({ userid: 'songyang', enable: 0 })
    await expect.poll(async () => (await leaver.get('/api/home')).status, { timeout: 5_000, interval: 50 }).toBe(401)
  })

  it('A4: a department admin cannot decide their own request', async () => {
    const approver = await environment().as('limin')
    const ownRequest = await submitPosition(approver)
    expect(ownRequest.deciders.map(({ userid }) => userid)).not.toContain('limin')
    const response = await approver.post(`/api/requests/${ownRequest.id}/decision`, decision(ownRequest))
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      409,
      'request.self_approval',
    ])
  })

  it('A5: lists contain only the caller’s requests, even with a forged cursor', async () => {
    const forged = Buffer.from(JSON.stringify([view.createdAt, view.id])).toString('base64url')
    for (const path of ['/api/requests', `/api/requests?after=${forged}`]) {
      const text = await (await (await environment().as('wangfang')).get(path)).text()
      expect(text).not.toContain('guoji')
    }
  })

  it(`E1 A7: each of ${opsRoutes.length} ops routes returns 404 to an employee, a department admin and hr`, async () => {
    const before = await environment().state()
    for (const [route] of opsRoutes) {
      const [method = '', pattern = ''] = route.split(' ')
      const path = pattern.replace(':id', 'key_000000').replace(':userid', 'guoji')
      for (const userid of ['guoji', 'limin', 'xiaolan']) {
        const visitor = await environment().as(userid)
        const response = method === 'GET' ? await visitor.get(path) : await visitor.post(path, {})
        expect([route, userid, response.status]).toEqual([route, userid, 404])
      }
    }
    expect(await environment().state()).toEqual(before)
  })

  it.each([
    '/settings/',
    '//settings',
    '/./settings',
    '/x/../settings',
    '/%73ettings',
    '/SETTINGS',
    '/settings;x',
    '/settings%2froles',
    '/%2e%2e/settings',
    '/api//settings',
    '/api/settings/.',
    '/API/settings',
    '/api/settings%00',
    '/assets/../settings',
    '/assets/%2e%2e/%2e%2e/server/manifest.json',
    '/healthz/../api/settings',
  ])('E2: %s gives an employee no access, with any method', async (path) => {
    const { headers } = await environment().as('guoji')
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
      const lines = Object.entries({ ...headers(), 'x-http-method-override': 'GET', origin: environment().publicUrl })
      const head = `${method} ${path} HTTP/1.1\nHost: localhost:${environment().port}\nConnection: close\n${lines.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`
      const { status } = await rawRequest(environment().port, head)
      expect([method, status, [400, 403, 404, 405].includes(status)]).toEqual([method, status, true])
    }
  })

  it('E2: another method on a known route is refused', async () => {
    const before = await environment().state()
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const { headers } = await environment().as('chenhaiyan')
      const init = {
        method,
        headers: {
          ...headers(),
          origin: environment().publicUrl,
          'x-requested-with': 'desk',
          'content-type': 'application/json',
        },
        body: '{}',
      }
      expect((await fetch(`${environment().publicUrl}/api/settings/calendar`, init)).status).toBe(404)
    }
    const get = await (
      await environment().as('guoji')
    ).get(`/api/requests/${view.id}/withdrawal?version=${view.version}`)
    expect(get.status).toBe(404)
    expect(await environment().state()).toEqual(before)
  })

  it('M1: the member search rejects short terms, limits results and rate, and returns only names and departments', async () => {
    const searcher = await environment().newVisitor('yuting')
    expect((await searcher.get('/api/members?q=l')).status).toBe(422)
    expect((await searcher.get('/api/members?q=%25')).status).toBe(422)
    const page = (await (await searcher.get('/api/members?q=li')).json()) as { items: object[] }
    for (const item of page.items) expect(Object.keys(item).toSorted()).toEqual(['department', 'name', 'userid'])
    expect(page.items.length).toBeLessThanOrEqual(20)
    const statuses = []
    for (let search = 0; search < 40; search += 1)
      statuses.push((await searcher.get(`/api/members?q=zz${search}`)).status)
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(29)
    expect(statuses.at(-1)).toBe(429)
  })
}
