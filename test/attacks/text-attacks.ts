import { countDirectoryRuns, waitForDirectoryRuns } from '../lib/directory-runs.ts'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { expect, it } from 'vitest'
import { until } from '../lib/wait-until.ts'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { createVisitor, type Visitor } from '../lib/browser-session.ts'

const XSS = '<img src=x onerror=alert(1)>'
const SCRIPT = '</script><script>alert(2)</script>'
const FORMULA = '=HYPERLINK("http://evil.test","x")'
/** Userids of ordinary members, and hostile names that they get in WeCom. */
const names: Record<string, string> = {
  maxiaoyu: XSS,
  zhaolixia: SCRIPT,
  gaofeng: '\u202eexe.fdp',
  xujiaqi: '𠮷㛃·买买提',
  luowenjing: FORMULA,
  dengchao: '薇',
  caimeiling: '<a href="http://evil.test">[x](http://evil.test)</a>',
  hanxueqin: '甲'.repeat(64),
}

const brokenResponses: readonly (FaultPlan & { description: string })[] = [
  { description: 'a gateway’s HTML', endpoint: 'auth/getuserinfo', kind: 'http', status: 502 },
  { description: 'HTML with status 200', endpoint: 'auth/getuserinfo', kind: 'http', status: 200 },
  { description: 'an empty body', endpoint: 'auth/getuserinfo', kind: 'http', status: 200, body: '' },
  { description: 'a closed connection', endpoint: 'auth/getuserinfo', kind: 'drop' },
  { description: 'error code −1', endpoint: 'auth/getuserinfo', kind: 'errcode', errcode: -1 },
  { description: 'an undocumented error code', endpoint: 'user/get', kind: 'errcode', errcode: 999_999 },
  { description: 'no response', endpoint: 'auth/getuserinfo', kind: 'timeout', ms: 20_000 },
]

/** Returns the HTML of a page without its scripts, which contain the data. */
const visibleHtml = (html: string) => html.replace(/<script[\s\S]*?<\/script>/g, '')

export function textAttacks(environment: () => AttackEnvironment): void {
  const readDirectory = async () => {
    const { database } = environment()
    const before = await countDirectoryRuns(database)
    expect((await (await environment().as('chenhaiyan')).post('/api/settings/directory/sync', {})).status).toBe(200)
    await waitForDirectoryRuns(database, before + 1)
  }
  const exportAudit = async (visitor: Visitor, format: 'csv' | 'html') => {
    const link = (await (await visitor.post('/api/audit/export', { format })).json()) as { path: string }
    return visitor.get(link.path)
  }

  it.each(brokenResponses)(
    'J6: when WeCom responds with $description, the sign-in gets 503, and the next one succeeds',
    async ({ description: _description, ...plan }) => {
      const { state } = environment().simulator
      state.faults.push({ id: 'attack', plan, seen: 0, hits: 0 })
      const visitor = createVisitor(environment(), 'fengdawei')
      const page = await visitor.open(await visitor.startSignIn())
      state.faults.length = 0
      expect([page.status, visitor.cookies.has('desk_session')]).toEqual([503, false])
      const secondVisitor = createVisitor(environment(), 'fengdawei')
      expect((await secondVisitor.open(await secondVisitor.startSignIn())).status).toBe(200)
    },
  )

  it('J7 L4: names from WeCom are stored unchanged except for invisible characters', async () => {
    const { directory } = environment().simulator.state
    for (const [userid, name] of Object.entries(names)) {
      const member = directory.members[userid]
      if (member) member.name = name
    }
    directory.version += 1
    await readDirectory()
    const rows = await environment().database.query<{ userid: string; name: string }>(
      `select userid, name from members where userid in (${Object.keys(names)
        .map((userid) => `'${userid}'`)
        .join()})`,
    )
    expect(Object.fromEntries(rows.map(({ userid, name }) => [userid, name]))).toEqual({
      ...names,
      gaofeng: 'exe.fdp',
    })
    const searchResult = (
      await (await environment().as('wei')).get(`/api/members?q=${encodeURIComponent('𠮷㛃')}`)
    ).json()
    expect(await searchResult).toMatchObject({ items: [{ userid: 'xujiaqi' }] })
  })

  it('K1 L4: HTML in a name is escaped on pages and in an export of the audit, and HTML in a position is refused', async () => {
    for (const userid of ['maxiaoyu', 'zhaolixia']) {
      const applicant = await environment().newVisitor(userid)
      const form = (await (await applicant.get('/api/info-change/form')).json()) as {
        fields: { field: string; value: string }[]
      }
      const from = form.fields.find(({ field }) => field === 'position')?.value
      const submit = (to: string) =>
        applicant.post(
          '/api/requests',
          { kind: 'info_change', payload: { position: { from, to } } },
          { 'idempotency-key': `text-${userid}-${to.length}-${process.pid}` },
        )
      for (const markup of [XSS, SCRIPT]) expect([400, 422]).toContain((await submit(markup)).status)
      const created = await submit('检验 & onerror=alert(1)')
      const view = (await created.json()) as RequestView
      expect([created.status, view.changes[0]?.to]).toEqual([201, '检验 & onerror=alert(1)'])
      for (const viewer of [applicant, await environment().as('limin')])
        for (const path of ['/', '/requests', '/approvals', `/requests/${view.id}`]) {
          const html = await (await viewer.open(path)).text()
          expect([viewer.userid, path, /<img src=x|<script>alert/.test(html)]).toEqual([viewer.userid, path, false])
          expect(visibleHtml(html)).not.toContain('onerror=alert(1)>')
        }
    }
    const auditor = await environment().as('qinyue')
    for (const path of ['/audit', '/me/data'])
      expect(await (await auditor.open(path)).text()).not.toMatch(/<img src=x|<script>alert/)
    expect(await (await exportAudit(auditor, 'html')).text()).not.toMatch(/<img src=x|<script>alert/)
  })

  it('K3: text written by members is sent in template cards only, not in text or markdown messages', async () => {
    const messages = () => environment().simulator.state.messages
    await until('a card with the text', async () => (JSON.stringify(messages()).includes('onerror') ? true : null))
    for (const message of messages())
      if (JSON.stringify(message).includes('onerror'))
        expect(JSON.stringify(message.content)).toContain('"msgtype":"template_card"')
  })

  it('K2 K5: a formula in a name is escaped in the CSV file, which has a plain file name', async () => {
    const visitor = await environment().newVisitor('luowenjing')
    expect((await visitor.post('/api/me/data/export', { format: 'json' })).status).toBe(201)
    const file = await exportAudit(await environment().as('qinyue'), 'csv')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/)
    const csv = await file.text()
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.test"",""x"")"`)
    for (const line of csv.split('\r\n').slice(1, -1)) expect(line).not.toMatch(/(^|,)"[=+\-@\t\r＝＋－＠]/)
  })

  it('K4: every log line is valid JSON without control characters or personal data, whatever a request contains', async () => {
    const { headers } = await environment().as('guoji')
    const odd = '\u001b[31m%0d%0a{"level":60}\u2028'
    await fetch(`${environment().publicUrl}/api/${encodeURIComponent(odd)}`, {
      headers: { ...headers(), 'user-agent': 'a\u001b[2J' },
    }).catch(() => null)
    await (await environment().as('guoji')).get(`/api/requests?after=${encodeURIComponent(odd)}`)
    for (const line of environment().log) expect(() => JSON.parse(line) as unknown).not.toThrow()
    expect(environment().log.join('\n')).not.toMatch(/[\u001b\u2028]/)
    expect(environment().log.join('\n')).not.toMatch(/desk_session=|access_token=|郭𠮷|0755-8601/)
  })

  it('J8: the directory read finishes despite cycles, missing parents and a member of many departments', async () => {
    const { directory } = environment().simulator.state
    const original = structuredClone(directory)
    const sample = directory.departments['11']!
    directory.departments['90'] = { ...sample, id: 90, name: '环甲', parentId: 91 }
    directory.departments['91'] = { ...sample, id: 91, name: '环乙', parentId: 90 }
    directory.departments['92'] = { ...sample, id: 92, name: '无根', parentId: 4_000_000 }
    directory.departments['93'] = { ...sample, id: 93, name: XSS, parentId: 93 }
    const busyMember = directory.members['wei']!
    busyMember.department = [2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17]
    busyMember.isLeaderInDept = busyMember.department.map(() => 1)
    directory.version += 1
    await readDirectory()
    expect((await (await environment().as('chenhaiyan')).open('/settings/directory')).status).toBe(200)
    environment().simulator.state.directory = original
    await readDirectory()
  })

  it('J9: the error message of WeCom is not shown, only the refused IP address', async () => {
    const { state } = environment().simulator
    const body = JSON.stringify({
      errcode: 60020,
      errmsg: `not allow to access from your ip, ${XSS}, from ip: 101.43.2.7`,
    })
    state.faults.push({
      id: 'attack',
      plan: { endpoint: 'agent/get', kind: 'http', status: 200, body },
      seen: 0,
      hits: 0,
    })
    const ops = await environment().as('chenhaiyan')
    const checked = await (await ops.post('/api/settings/check/run', {})).text()
    state.faults.length = 0
    expect(checked).toContain('101.43.2.7')
    expect(checked).not.toContain('onerror')
    for (const path of ['/settings', '/settings/check', '/settings/directory'])
      expect(await (await ops.open(path)).text()).not.toContain('<img src=x')
    expect((await ops.post('/api/settings/check/run', {})).status).toBe(200)
  })

  it('C3: an office phone number is shown to participants, masked for others, and revealing it is audited', async () => {
    const owner = await environment().newVisitor('wangfang2')
    const from = '0755-8601-6013'
    const draft = { kind: 'info_change', payload: { telephone: { from, to: '0755-8601-6099' } } }
    const created = await owner.post('/api/requests', draft, { 'idempotency-key': `phone-${process.pid}-0000` })
    const view = (await created.json()) as RequestView
    expect(view.changes[0]?.from).toBe(from)
    for (const [path, viewer] of [
      ['/api/me', 'guoji'],
      ['/api/home', 'guoji'],
      ['/api/members?q=wang', 'wei'],
      [`/api/requests/${view.id}`, 'chenhaiyan'],
    ] as const)
      expect(await (await (await environment().as(viewer)).get(path)).text()).not.toMatch(
        /0755-8601-60(13|99)|@lanjiang\.example/,
      )
    const countReveals = async () =>
      (await environment().database.query(`select 1 from audit_entries where action like '%reveal%'`)).length
    const before = await countReveals()
    const ops = await environment().as('chenhaiyan')
    expect(await (await ops.post('/api/members/wangfang2/reveal', {})).text()).toContain(from)
    expect((await countReveals()) - before).toBe(1)
    expect((await (await environment().as('limin')).post('/api/members/wangfang2/reveal', {})).status).toBe(404)
  })
}
