import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import type { AuditPage, OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, roleGrants } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { localTime } from '../../kernel/local-time.ts'
import { logHead } from './log/log-head.ts'
import { createSealer } from './jobs/seal-audit.ts'

async function auditFixture(kit: Kit) {
  await kit.given.department()
  const auditor = await kit.given.member({ userid: 'audra', name: '欧阳审', roles: ['auditor'] })
  const at = kit.deps.clock.now()
  const row = { at, actor: 'audra', action: 'policy.signed', object: 'p1', details: {} }
  const rows = [row, { ...row, object: '=cmd()' }, { ...row, actor: 'system:job', action: 'other' }]
  await kit.deps.db.insert(auditEntries).values(rows)
  await createSealer(kit.deps)()
  return { auditor, ...createTestClient(kit.deps) }
}

const createExportLink = async ({ auditor, requestAs }: Awaited<ReturnType<typeof auditFixture>>, body: unknown) =>
  (await (await requestAs(auditor, 'POST', '/api/audit/export', body)).json()) as OneTimeLink

describe('the audit list', () => {
  test('the audit list shows the matching rows, newest first, and records the access', async ({ kit }) => {
    const { auditor, requestAs } = await auditFixture(kit)
    const response = await requestAs(auditor, 'GET', '/api/audit?action=policy.signed&actor=audra')
    const page = (await response.json()) as AuditPage
    expect(page.items.map(({ object, actor }) => [object, actor.name])).toEqual([
      ['=cmd()', '欧阳审'],
      ['p1', '欧阳审'],
    ])
    const [readEntry] = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'audit.read'))
    expect(readEntry).toMatchObject({ actor: 'audra', details: { action: 'policy.signed', actor: 'audra' } })
  })

  test('the next page of the audit list continues where the last one ended', async ({ kit }) => {
    const { auditor, requestAs } = await auditFixture(kit)
    const row = { at: kit.deps.clock.now(), actor: 'x', action: 'many', object: 'x', details: {} }
    await kit.deps.db.insert(auditEntries).values(Array.from({ length: DESK_PAGE_SIZE + 5 }, () => row))
    const first = (await (await requestAs(auditor, 'GET', '/api/audit?action=many')).json()) as AuditPage
    const rest = (await (
      await requestAs(auditor, 'GET', `/api/audit?action=many&after=${first.next}`)
    ).json()) as AuditPage
    expect([first.items.length, rest.items.length, rest.next]).toEqual([DESK_PAGE_SIZE, 5, null])
  })
})

describe('download links of audit exports', () => {
  test('a download link works once without a session, and its use is recorded', async ({ kit }) => {
    const all = await auditFixture(kit)
    const { path } = await createExportLink(all, { format: 'csv' })
    const first = await all.requestAs(null, 'GET', path)
    expect(first.headers.get('content-disposition')).toBe('attachment; filename="audit-2026-03-17.csv"')
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await first.arrayBuffer())
    expect(text.split('\r\n').slice(0, 3)).toEqual([
      '\ufeff"seq","at","actor","name","action","object","details"',
      '"1","2026-03-17T02:00:00.000Z","audra","欧阳审","policy.signed","p1","{}"',
      `"2","2026-03-17T02:00:00.000Z","audra","欧阳审","policy.signed","'=cmd()","{}"`,
    ])
    expect(text).toContain('"audit.exported"')
    expect((await all.requestAs(null, 'GET', path)).status).toBe(410)
  })

  test('a download link is not used up by a prefetch', async ({ kit }) => {
    const all = await auditFixture(kit)
    const { path } = await createExportLink(all, { format: 'csv' })
    await all.requestAs(null, 'HEAD', path)
    await all.requestAs(null, 'GET', path, undefined, { 'sec-purpose': 'prefetch' })
    expect((await all.requestAs(null, 'GET', path)).status).toBe(200)
  })

  test.for(['it has expired', 'another member is signed in', 'the role has ended'])(
    'a download link is refused when %s',
    async (why, { kit }) => {
      const all = await auditFixture(kit)
      const { path } = await createExportLink(all, { format: 'html' })
      const other = why === 'another member is signed in' ? await kit.given.member({ roles: ['auditor'] }) : null
      if (why === 'it has expired') kit.deps.clock.advanceSeconds(60)
      if (why === 'the role has ended') await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() })
      expect((await all.requestAs(other, 'GET', path)).status).toBe(410)
    },
  )

  test('one of two concurrent requests of a download link succeeds', async ({ kit }) => {
    const all = await auditFixture(kit)
    const { path } = await createExportLink(all, { format: 'html' })
    const responses = await Promise.all(Array.from({ length: 8 }, () => all.requestAs(null, 'GET', path)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('the HTML export', () => {
  async function fileOf(all: Awaited<ReturnType<typeof auditFixture>>, query: object = {}) {
    const { path } = await createExportLink(all, { format: 'html', ...query })
    return (await all.requestAs(null, 'GET', path)).text()
  }

  test('the HTML export states that it is unverified, and the checkpoint of the log', async ({ kit }) => {
    const all = await auditFixture(kit)
    const html = await fileOf(all)
    const head = (await logHead(kit.deps.db))!
    expect(html).toContain('审计记录（未独立核对）')
    expect(html).toContain('not independently verified')
    expect(html).toContain(
      `desk.test/audit, ${head.size} 条 <span lang="en">${head.size} entries</span>, ${localTime('Asia/Shanghai', new Date(head.signedAt))}<br><code>${head.root}`,
    )
    // Three rows of the fixture, the beginning of the log, and the export itself.
    expect(html).toContain('共 5 条')
    expect(html.match(/<tr><td>/g)).toHaveLength(5)
    // People are named, and times are those of the company.
    expect(html).toContain('<td>2026-03-17 10:00:00</td><td>欧阳审（audra）</td><td>policy.signed</td>')
    expect(html).toContain('2026-03-17 10:00:00 北京时间（UTC+8）')
    expect(html).not.toMatch(/\d{2}T\d{2}:/)
  })

  test('the HTML export contains no verdict, script or external resource', async ({ kit }) => {
    const html = await fileOf(await auditFixture(kit))
    expect(html).not.toMatch(/<script|<link|<img|<iframe|javascript:| on\w+=|一致|intact|校验/)
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  })

  test('the HTML export states the number of matching rows when it contains fewer', async ({ kit }) => {
    const all = await auditFixture(kit)
    const row = { at: kit.deps.clock.now(), actor: 'x', action: 'many', object: 'x', details: {} }
    for (let n = 0; n < 10_001; n += 5_001)
      await kit.deps.db.insert(auditEntries).values(Array.from({ length: 5_001 }, () => row))
    expect(await fileOf(all, { action: 'many' })).toContain('共 10002 条，本文件只含最早的 10000 条')
  })
})
