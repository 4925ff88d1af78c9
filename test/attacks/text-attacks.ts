import type { RequestView } from '@desk/shared/requests/request-schemas'
import { expect, it } from 'vitest'
import { until } from '../lib/wait-until.ts'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { createVisitor, type Visitor } from '../lib/browser-session.ts'

const XSS = '<img src=x onerror=alert(1)>'
const SCRIPT = '</script><script>alert(2)</script>'
const FORMULA = '=HYPERLINK("http://evil.test","x")'
/** userid of an ordinary member, and the name that somebody gave him in WeCom's console. */
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

const brokenAnswers: readonly (FaultPlan & { says: string })[] = [
  { says: 'a gateway’s HTML', endpoint: 'auth/getuserinfo', kind: 'http', status: 502 },
  { says: 'HTML with status 200', endpoint: 'auth/getuserinfo', kind: 'http', status: 200 },
  { says: 'nothing', endpoint: 'auth/getuserinfo', kind: 'http', status: 200, body: '' },
  { says: 'a closed connection', endpoint: 'auth/getuserinfo', kind: 'drop' },
  { says: '−1', endpoint: 'auth/getuserinfo', kind: 'errcode', errcode: -1 },
  { says: 'a code that nobody documented', endpoint: 'user/get', kind: 'errcode', errcode: 999_999 },
  { says: 'no answer at all', endpoint: 'auth/getuserinfo', kind: 'timeout', ms: 20_000 },
]

/** What a page draws; its data travels in scripts, where only the end of the script matters. */
const drawn = (html: string) => html.replace(/<script[\s\S]*?<\/script>/g, '')

export function textAttacks(world: () => AttackEnvironment): void {
  const sync = async () => {
    const runs = async () =>
      (await world().database.query('select 1 from directory_runs where finished_at is not null')).length
    const before = await runs()
    expect((await (await world().as('chenhaiyan')).post('/api/settings/directory/sync', {})).status).toBe(200)
    await until('another reading', async () => ((await runs()) > before ? true : null))
  }
  const exported = async (visitor: Visitor, format: 'csv' | 'html') => {
    const link = (await (await visitor.post('/api/audit/export', { format })).json()) as { path: string }
    return visitor.get(link.path)
  }

  it.each(brokenAnswers)(
    'J6: $says instead of an answer signs nobody in, and is no fault of ours',
    async ({ says: _says, ...plan }) => {
      const { state } = world().simulator
      state.faults.push({ id: 'attack', plan, seen: 0, hits: 0 })
      const one = createVisitor(world(), 'fengdawei')
      const page = await one.open(await one.startSignIn())
      state.faults.length = 0
      expect([page.status, one.cookies.has('desk_session')]).toEqual([503, false])
      const again = createVisitor(world(), 'fengdawei')
      expect((await again.open(await again.startSignIn())).status).toBe(200)
    },
  )

  it('J7 L4: names from WeCom are stored as they are, but for signs that nobody sees', async () => {
    const { directory } = world().simulator.state
    for (const [userid, name] of Object.entries(names)) {
      const member = directory.members[userid]
      if (member) member.name = name
    }
    directory.version += 1
    await sync()
    const rows = await world().database.query<{ userid: string; name: string }>(
      `select userid, name from members where userid in (${Object.keys(names)
        .map((userid) => `'${userid}'`)
        .join()})`,
    )
    expect(Object.fromEntries(rows.map(({ userid, name }) => [userid, name]))).toEqual({
      ...names,
      gaofeng: 'exe.fdp',
    })
    const found = (await (await world().as('wei')).get(`/api/members?q=${encodeURIComponent('𠮷㛃')}`)).json()
    expect(await found).toMatchObject({ items: [{ userid: 'xujiaqi' }] })
  })

  it('K1 L4: a name or a position that is HTML is text, on every page that shows it', async () => {
    for (const userid of ['maxiaoyu', 'zhaolixia']) {
      const applicant = await world().newVisitor(userid)
      const form = (await (await applicant.get('/api/info-change/form')).json()) as {
        fields: { field: string; value: string }[]
      }
      const from = form.fields.find(({ field }) => field === 'position')?.value
      const ask = (to: string) =>
        applicant.post(
          '/api/requests',
          { kind: 'info_change', payload: { position: { from, to } } },
          { 'idempotency-key': `text-${userid}-${to.length}-${process.pid}` },
        )
      for (const markup of [XSS, SCRIPT]) expect([400, 422]).toContain((await ask(markup)).status)
      const made = await ask('检验 & onerror=alert(1)')
      const view = (await made.json()) as RequestView
      expect([made.status, view.changes[0]?.to]).toEqual([201, '检验 & onerror=alert(1)'])
      for (const who of [applicant, await world().as('limin')])
        for (const path of ['/', '/requests', '/approvals', `/requests/${view.id}`]) {
          const html = await (await who.open(path)).text()
          expect([who.userid, path, /<img src=x|<script>alert/.test(html)]).toEqual([who.userid, path, false])
          expect(drawn(html)).not.toContain('onerror=alert(1)>')
        }
    }
    const auditor = await world().as('qinyue')
    for (const path of ['/audit', '/me/data'])
      expect(await (await auditor.open(path)).text()).not.toMatch(/<img src=x|<script>alert/)
    expect(await (await exported(auditor, 'html')).text()).not.toMatch(/<img src=x|<script>alert/)
  })

  it('K3: what people write goes into cards, which know no markup, and into no text or markdown', async () => {
    const messages = () => world().simulator.state.messages
    await until('a card about it', async () => (JSON.stringify(messages()).includes('onerror') ? true : null))
    for (const message of messages())
      if (JSON.stringify(message).includes('onerror'))
        expect(JSON.stringify(message.content)).toContain('"msgtype":"template_card"')
  })

  it('K2 K5: a name that is a formula is text in a CSV, and the file has a plain name', async () => {
    const one = await world().newVisitor('luowenjing')
    await one.post('/api/me/data/export', { format: 'json' })
    const file = await exported(await world().as('qinyue'), 'csv')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/)
    const csv = await file.text()
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.test"",""x"")"`)
    for (const line of csv.split('\r\n').slice(1, -1)) expect(line).not.toMatch(/(^|,)"[=+\-@\t\r＝＋－＠]/)
  })

  it('K4: whatever a request says, the log stays one line of JSON a row', async () => {
    const { headers } = await world().as('guoji')
    const odd = '\u001b[31m%0d%0a{"level":60}\u2028'
    await fetch(`${world().publicUrl}/api/${encodeURIComponent(odd)}`, {
      headers: { ...headers(), 'user-agent': 'a\u001b[2J' },
    }).catch(() => null)
    await (await world().as('guoji')).get(`/api/requests?after=${encodeURIComponent(odd)}`)
    for (const line of world().log) expect(() => JSON.parse(line) as unknown).not.toThrow()
    expect(world().log.join('\n')).not.toMatch(/[\u001b\u2028]/)
    expect(world().log.join('\n')).not.toMatch(/desk_session=|access_token=|郭𠮷|0755-8601/)
  })

  it('J8: cycles, missing parents, a member of twenty departments and one without any: the reading ends', async () => {
    const { directory } = world().simulator.state
    const kept = structuredClone(directory)
    const at = (id: string) => directory.departments[id]!
    directory.departments['90'] = { ...at('11'), id: 90, name: '环甲', parentId: 91 }
    directory.departments['91'] = { ...at('11'), id: 91, name: '环乙', parentId: 90 }
    directory.departments['92'] = { ...at('11'), id: 92, name: '无根', parentId: 4_000_000 }
    directory.departments['93'] = { ...at('11'), id: 93, name: XSS, parentId: 93 }
    const everywhere = directory.members['wei']!
    everywhere.department = [2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17]
    everywhere.isLeaderInDept = everywhere.department.map(() => 1)
    directory.version += 1
    await sync()
    expect((await (await world().as('chenhaiyan')).open('/settings/directory')).status).toBe(200)
    world().simulator.state.directory = kept
    await sync()
  })

  it('J9: the words of a refusal are shown nowhere, only its number', async () => {
    const { state } = world().simulator
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
    const ops = await world().as('chenhaiyan')
    const checked = await (await ops.post('/api/settings/check/run', {})).text()
    state.faults.length = 0
    expect(checked).toContain('101.43.2.7')
    expect(checked).not.toContain('onerror')
    for (const path of ['/settings', '/settings/check', '/settings/directory'])
      expect(await (await ops.open(path)).text()).not.toContain('<img src=x')
    await ops.post('/api/settings/check/run', {})
  })

  it('C3: a telephone is shown in full to those concerned, masked to others, and revealed by an act that is written down', async () => {
    const owner = await world().newVisitor('wangfang2')
    const from = '0755-8601-6013'
    const draft = { kind: 'info_change', payload: { telephone: { from, to: '0755-8601-6099' } } }
    const made = await owner.post('/api/requests', draft, { 'idempotency-key': `phone-${process.pid}-0000` })
    const view = (await made.json()) as RequestView
    expect(view.changes[0]?.from).toBe(from)
    for (const [path, who] of [
      ['/api/me', 'guoji'],
      ['/api/home', 'guoji'],
      ['/api/members?q=wang', 'wei'],
      [`/api/requests/${view.id}`, 'chenhaiyan'],
    ] as const)
      expect(await (await (await world().as(who)).get(path)).text()).not.toMatch(
        /0755-8601-60(13|99)|@lanjiang\.example/,
      )
    const count = async () =>
      (await world().database.query(`select 1 from audit_entries where action like '%reveal%'`)).length
    const before = await count()
    const ops = await world().as('chenhaiyan')
    expect(await (await ops.post('/api/members/wangfang2/reveal', {})).text()).toContain(from)
    expect((await count()) - before).toBe(1)
    expect((await (await world().as('limin')).post('/api/members/wangfang2/reveal', {})).status).toBe(404)
  })
}
