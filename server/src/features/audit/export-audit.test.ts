import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import type { AuditPage, OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { openTlogProof } from '@desk/shared/evidence/tlog-proof'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, roleGrants } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { localTime } from '../../kernel/local-time.ts'
import { logHead } from './log/log-head.ts'
import { listLogs } from './log/log-queries.ts'
import { createSealer } from './jobs/seal-audit.ts'

async function createAuditFixture(kit: Kit) {
  await kit.given.department()
  const auditor = await kit.given.member({ userid: 'audra', name: '欧阳审', roles: ['auditor'] })
  const at = kit.deps.clock.now()
  const row = { at, actor: 'audra', action: 'policy.signed', object: 'p1', details: {} }
  const rows = [row, { ...row, object: '=cmd()' }, { ...row, actor: 'system:job', action: 'other' }]
  await kit.deps.db.insert(auditEntries).values(rows)
  await createSealer(kit.deps)()
  return { auditor, ...createTestClient(kit.deps) }
}

const createExportLink = async (
  { auditor, requestAs }: Awaited<ReturnType<typeof createAuditFixture>>,
  body: unknown,
) => (await (await requestAs(auditor, 'POST', '/api/audit/export', body)).json()) as OneTimeLink

describe('the audit list', () => {
  test('the audit list shows the matching rows, newest first, and records the access', async ({ kit }) => {
    const { auditor, requestAs } = await createAuditFixture(kit)
    const response = await requestAs(auditor, 'GET', '/api/audit?action=policy.signed&actor=audra')
    const page = (await response.json()) as AuditPage
    expect(page.items.map(({ object, actor }) => [object, actor.name])).toEqual([
      ['=cmd()', '欧阳审'],
      ['p1', '欧阳审'],
    ])
    const [readEntry] = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'audit.read'))
    expect(readEntry).toMatchObject({ actor: 'audra', details: { action: 'policy.signed', actor: 'audra' } })
  })

  test('the next page of the audit list continues where the previous page ended, and is recorded with that position', async ({
    kit,
  }) => {
    const { auditor, requestAs } = await createAuditFixture(kit)
    const row = { at: kit.deps.clock.now(), actor: 'x', action: 'many', object: 'x', details: {} }
    await kit.deps.db.insert(auditEntries).values(Array.from({ length: DESK_PAGE_SIZE + 5 }, () => row))
    const first = (await (await requestAs(auditor, 'GET', '/api/audit?action=many')).json()) as AuditPage
    const rest = (await (
      await requestAs(auditor, 'GET', `/api/audit?action=many&after=${first.next}`)
    ).json()) as AuditPage
    expect([first.items.length, rest.items.length, rest.next]).toEqual([DESK_PAGE_SIZE, 5, null])
    const reads = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'audit.read'))
    expect(reads.map(({ details }) => details)).toEqual([
      { action: 'many' },
      { action: 'many', before: Number(first.next) },
    ])
  })
})

describe('download links of audit exports', () => {
  test('a download link works once without a session, and its use is recorded', async ({ kit }) => {
    const fixture = await createAuditFixture(kit)
    const { path } = await createExportLink(fixture, { format: 'csv' })
    const first = await fixture.requestAs(null, 'GET', path)
    expect(first.headers.get('content-disposition')).toBe('attachment; filename="audit-2026-03-17.csv"')
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await first.arrayBuffer())
    expect(text.split('\r\n').slice(0, 3)).toEqual([
      '\ufeff"seq","at","actor","name","action","object","details","action_name","about"',
      '"1","2026-03-17T10:00:00.000+08:00","audra","欧阳审","policy.signed","p1","{}","签收","p1"',
      `"2","2026-03-17T10:00:00.000+08:00","audra","欧阳审","policy.signed","'=cmd()","{}","签收","'=cmd()"`,
    ])
    expect(text).toContain('"audit.exported"')
    expect((await fixture.requestAs(null, 'GET', path)).status).toBe(410)
  })

  test('a download link is not used up by a prefetch', async ({ kit }) => {
    const fixture = await createAuditFixture(kit)
    const { path } = await createExportLink(fixture, { format: 'csv' })
    await fixture.requestAs(null, 'HEAD', path)
    await fixture.requestAs(null, 'GET', path, undefined, { 'sec-purpose': 'prefetch' })
    expect((await fixture.requestAs(null, 'GET', path)).status).toBe(200)
  })

  test.for(['it has expired', 'another member is signed in', 'the role has ended'])(
    'a download link is refused when %s',
    async (why, { kit }) => {
      const fixture = await createAuditFixture(kit)
      const { path } = await createExportLink(fixture, { format: 'html' })
      const other = why === 'another member is signed in' ? await kit.given.member({ roles: ['auditor'] }) : null
      if (why === 'it has expired') kit.deps.clock.advanceSeconds(60)
      if (why === 'the role has ended') await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() })
      expect((await fixture.requestAs(other, 'GET', path)).status).toBe(410)
    },
  )

  test('only one of eight concurrent requests for a download link succeeds', async ({ kit }) => {
    const fixture = await createAuditFixture(kit)
    const { path } = await createExportLink(fixture, { format: 'html' })
    const responses = await Promise.all(Array.from({ length: 8 }, () => fixture.requestAs(null, 'GET', path)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('the hash of an exported file', () => {
  test.for(['csv', 'html'] as const)(
    'a downloaded %s is registered in the audit by its SHA-256',
    async (format, { kit }) => {
      const fixture = await createAuditFixture(kit)
      const { path } = await createExportLink(fixture, { format })
      const bytes = new Uint8Array(await (await fixture.requestAs(null, 'GET', path)).arrayBuffer())
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const find = async (object: string) => {
        const response = await fixture.requestAs(
          fixture.auditor,
          'GET',
          `/api/audit?action=file.registered&object=${object}`,
        )
        return ((await response.json()) as AuditPage).items
      }
      expect(await find(sha256)).toMatchObject([
        { actor: { name: '欧阳审' }, object: sha256, subject: { thing: `audit-2026-03-17.${format}` } },
      ])
      const changed = createHash('sha256').update(bytes.with(9, 0)).digest('hex')
      expect(await find(changed)).toEqual([])
    },
  )
})

describe('the proof of one entry', () => {
  const requestProof = async (fixture: Awaited<ReturnType<typeof createAuditFixture>>, seq?: number) =>
    fixture.requestAs(fixture.auditor, 'POST', '/api/audit/export', {
      format: 'proof',
      ...(seq !== undefined && { seq }),
    })

  test('the proof of an entry that is not sealed yet verifies with the key of the log and has its leaf', async ({
    kit,
  }) => {
    const fixture = await createAuditFixture(kit)
    const row = { at: kit.deps.clock.now(), actor: 'audra', action: 'policy.exempted', object: 'pol_1', details: {} }
    const [{ seq } = { seq: 0 }] = await kit.deps.db.insert(auditEntries).values(row).returning()
    const { path } = (await (await requestProof(fixture, seq)).json()) as OneTimeLink
    const text = await (await fixture.requestAs(null, 'GET', path)).text()
    const log = (await listLogs(kit.deps.db)).at(-1)!
    const opened = openTlogProof(text, parseVkey(log.vkey)!)
    expect(opened.isValid && (JSON.parse(opened.leaf) as object)).toMatchObject({ seq, type: 'policy.exempted' })
    expect(openTlogProof(text.replace(/^index .*/m, 'index 0'), parseVkey(log.vkey)!)).toMatchObject({ isValid: false })
  })

  test('the proof of an entry that does not exist is not found', async ({ kit }) => {
    const fixture = await createAuditFixture(kit)
    expect((await requestProof(fixture, 99_999)).status).toBe(404)
    expect((await requestProof(fixture)).status).toBe(404)
  })
})

describe('the HTML export', () => {
  async function downloadFile(fixture: Awaited<ReturnType<typeof createAuditFixture>>, query: object = {}) {
    const { path } = await createExportLink(fixture, { format: 'html', ...query })
    return (await fixture.requestAs(null, 'GET', path)).text()
  }

  test('the HTML export states that it is a copy, how to check it, and the checkpoint of the log', async ({ kit }) => {
    const fixture = await createAuditFixture(kit)
    const html = await downloadFile(fixture)
    const head = (await logHead(kit.deps.db))!
    expect(html).toContain('审计记录（副本）')
    expect(html).toContain('在“核对文件”里选择这份文件')
    const signedAt = localTime('Asia/Shanghai', new Date(head.signedAt))
    expect(html).toContain(`desk.test/audit，${head.size} 条，${signedAt}<br><code>${head.root}`)
    // Three rows of the fixture, the beginning of the log, and the export itself.
    expect(html).toContain('共 5 条')
    expect(html.match(/<tr><td>/g)).toHaveLength(5)
  })

  test('the HTML export has names, words and local times instead of accounts, codes and UTC', async ({ kit }) => {
    const html = await downloadFile(await createAuditFixture(kit))
    expect(html).toContain('<td>2026-03-17 10:00:00</td><td>欧阳审</td><td>签收</td>')
    expect(html).toContain('<td>欧阳审</td><td>导出审计记录</td><td>审计记录</td><td>格式 html</td>')
    expect(html).not.toMatch(/audit\.exported|policy\.signed|\d{4}-\d\d-\d\dT/)
  })

  test('the HTML export contains no verdict, script or external resource', async ({ kit }) => {
    const html = await downloadFile(await createAuditFixture(kit))
    expect(html).not.toMatch(/<script|<link|<img|<iframe|javascript:| on\w+=|一致|intact|校验/)
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  })

  test('the HTML export states the number of matching rows when it contains fewer', async ({ kit }) => {
    const fixture = await createAuditFixture(kit)
    const row = { at: kit.deps.clock.now(), actor: 'x', action: 'many', object: 'x', details: {} }
    for (let inserted = 0; inserted < 10_001; inserted += 5_001)
      await kit.deps.db.insert(auditEntries).values(Array.from({ length: 5_001 }, () => row))
    expect(await downloadFile(fixture, { action: 'many' })).toContain('共 10002 条，本文件只含最早的 10000 条')
  })
})
