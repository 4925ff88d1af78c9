import { routeRules } from '@desk/shared/pages/route-rules'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { beforeAll, expect, it } from 'vitest'
import type { AttackEnvironment } from './attack-environment.ts'
import { rawRequest } from './raw-http.ts'
import { submitPosition } from './submit-position.ts'

const UNKNOWN = 'req_000000000000'
const opsRoutes = Object.entries(routeRules).filter(([, rule]) => ['ops', 'ops_lead', 'reviewer'].includes(rule))

export function objectAttacks(world: () => AttackEnvironment): void {
  let view: RequestView
  const decision = ({ version, seenHash }: RequestView) => ({
    version,
    seenHash,
    fields: { position: { verdict: 'agree' } },
  })
  beforeAll(async () => {
    view = await submitPosition(await world().as('guoji'))
  })
  /** Body without the one part that differs from answer to answer. */
  const told = async (answer: Response) => [answer.status, (await answer.text()).replace(/"requestId":"[^"]+"/, '')]

  it('A1: another’s request is not there: by id, by number, as page, and to every act', async () => {
    const other = await world().as('wangfang')
    const before = await world().state()
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
      expect(await told(there)).toEqual(await told(unknown))
    }
    for (const path of [`/requests/${view.id}`, `/r/${view.no}`, '/r/AAAA-0000', '/go/crd_000000000000'])
      expect([path, (await other.open(path)).status]).toEqual([path, 404])
    expect(await world().state()).toEqual(before)
  })

  it.each(['fangjianguo', 'penglei', 'hujianing'])(
    'A2: %s leads another department and decides nothing here',
    async (who) => {
      const admin = await world().as(who)
      expect((await admin.get(`/api/requests/${view.id}`)).status).toBe(404)
      expect((await admin.post(`/api/requests/${view.id}/decision`, decision(view))).status).toBe(404)
      const list = (await (await admin.get('/api/approvals')).json()) as { items: { id: string }[] }
      expect(list.items.map(({ id }) => id)).not.toContain(view.id)
    },
  )

  it('A3: a role that was taken away a moment ago decides nothing at the next call', async () => {
    const admin = await world().as('limin')
    expect((await admin.get(`/api/requests/${view.id}`)).status).toBe(200)
    const grants = (await world().database.query(
      `update role_grants set ends_on = '2000-01-01' where userid = 'limin' returning id`,
    )) as unknown[]
    expect(grants.length).toBeGreaterThan(0)
    const answer = await admin.post(`/api/requests/${view.id}/decision`, decision(view))
    await world().database.query(`update role_grants set ends_on = null where userid = 'limin'`)
    expect([403, 404]).toContain(answer.status)
    expect((await admin.get(`/api/requests/${view.id}`)).status).toBe(200)
  })

  it('A3: whoever is disabled in WeCom is out at the next call after the callback', async () => {
    const leaver = await world().newVisitor('songyang')
    expect((await leaver.get('/api/home')).status).toBe(200)
    await fetch(`${world().simulatorUrl}/__sim__/console/member`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userid: 'songyang', enable: 0 }),
    })
    await expect.poll(async () => (await leaver.get('/api/home')).status, { timeout: 5_000, interval: 50 }).toBe(401)
  })

  it('A4: nobody decides his own request, not even who decides for the department', async () => {
    const own = await world().as('limin')
    const mine = await submitPosition(own)
    expect(mine.deciders.map(({ userid }) => userid)).not.toContain('limin')
    const answer = await own.post(`/api/requests/${mine.id}/decision`, decision(mine))
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      409,
      'request.self_approval',
    ])
  })

  it('A5: lists hold the caller’s own, whatever cursor they are given', async () => {
    const forged = Buffer.from(JSON.stringify([view.createdAt, view.id])).toString('base64url')
    for (const path of ['/api/requests', `/api/requests?after=${forged}`]) {
      const text = await (await (await world().as('wangfang')).get(path)).text()
      expect(text).not.toContain('guoji')
    }
  })

  it(`E1 A7: none of ${opsRoutes.length} routes of administrators is there for an employee, a department admin or hr`, async () => {
    const before = await world().state()
    for (const [route] of opsRoutes) {
      const [method = '', pattern = ''] = route.split(' ')
      const path = pattern.replace(':id', 'key_000000').replace(':userid', 'guoji')
      for (const who of ['guoji', 'limin', 'xiaolan']) {
        const visitor = await world().as(who)
        const answer = method === 'GET' ? await visitor.get(path) : await visitor.post(path, {})
        expect([route, who, answer.status]).toEqual([route, who, 404])
      }
    }
    expect(await world().state()).toEqual(before)
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
  ])('E2: %s opens nothing that an employee may not open', async (path) => {
    const { headers } = await world().as('guoji')
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
      const lines = Object.entries({ ...headers(), 'x-http-method-override': 'GET', origin: world().publicUrl })
      const head = `${method} ${path} HTTP/1.1\nHost: localhost:${world().port}\nConnection: close\n${lines.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`
      const { status } = await rawRequest(world().port, head)
      expect([method, status, [400, 403, 404, 405].includes(status)]).toEqual([method, status, true])
    }
  })

  it('E2: another method on a known route does nothing', async () => {
    const before = await world().state()
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const { headers } = await world().as('chenhaiyan')
      const init = {
        method,
        headers: {
          ...headers(),
          origin: world().publicUrl,
          'x-requested-with': 'desk',
          'content-type': 'application/json',
        },
        body: '{}',
      }
      expect((await fetch(`${world().publicUrl}/api/settings/calendar`, init)).status).toBe(404)
    }
    const get = await (await world().as('guoji')).get(`/api/requests/${view.id}/withdrawal?version=${view.version}`)
    expect(get.status).toBe(404)
    expect(await world().state()).toEqual(before)
  })

  it('M1: people are not listed: too short, too many, too fast; what is told is a name and a department', async () => {
    const copier = await world().newVisitor('yuting')
    expect((await copier.get('/api/members?q=l')).status).toBe(422)
    expect((await copier.get('/api/members?q=%25')).status).toBe(422)
    const page = (await (await copier.get('/api/members?q=li')).json()) as { items: object[] }
    for (const item of page.items) expect(Object.keys(item).toSorted()).toEqual(['department', 'name', 'userid'])
    expect(page.items.length).toBeLessThanOrEqual(20)
    const statuses = []
    for (let search = 0; search < 40; search += 1)
      statuses.push((await copier.get(`/api/members?q=zz${search}`)).status)
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(29)
    expect(statuses.at(-1)).toBe(429)
  })
}
