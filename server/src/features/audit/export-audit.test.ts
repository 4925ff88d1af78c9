import vm from 'node:vm'
import type { AuditPage, OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect, vi } from 'vitest'
import { auditEntries, roleGrants } from '../../db/schema/index.ts'
import { testApp } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { anchorAudit } from './anchor-audit.ts'
import { createSealer } from './seal-audit.ts'

async function house(kit: Kit) {
  await kit.given.department()
  const auditor = await kit.given.member({ userid: 'audra', name: '欧阳审', roles: ['auditor'] })
  const at = kit.deps.clock.now()
  const row = { at, actor: 'audra', action: 'policy.signed', object: 'p1', details: {} }
  const rows = [row, { ...row, object: '=cmd()' }, { ...row, actor: 'system:job', action: 'other' }]
  await kit.deps.db.insert(auditEntries).values(rows)
  await createSealer(kit.deps)()
  return { auditor, ...testApp(kit.deps) }
}

const exported = async ({ auditor, as }: Awaited<ReturnType<typeof house>>, body: unknown) =>
  (await (await as(auditor, 'POST', '/api/audit/export', body)).json()) as OneTimeLink

describe('the list', () => {
  test('shows what was asked for, newest first, and that somebody looked', async ({ kit }) => {
    const { auditor, as } = await house(kit)
    const response = await as(auditor, 'GET', '/api/audit?action=policy.signed&actor=audra')
    const page = (await response.json()) as AuditPage
    expect(page.items.map(({ object, actor }) => [object, actor.name])).toEqual([
      ['=cmd()', '欧阳审'],
      ['p1', '欧阳审'],
    ])
    const [look] = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'audit.read'))
    expect(look).toMatchObject({ actor: 'audra', details: { action: 'policy.signed', actor: 'audra' } })
  })

  test('goes on where a page ends', async ({ kit }) => {
    const { auditor, as } = await house(kit)
    const row = { at: kit.deps.clock.now(), actor: 'x', action: 'many', object: 'x', details: {} }
    await kit.deps.db.insert(auditEntries).values(Array.from({ length: 25 }, () => row))
    const first = (await (await as(auditor, 'GET', '/api/audit?action=many')).json()) as AuditPage
    const rest = (await (await as(auditor, 'GET', `/api/audit?action=many&after=${first.next}`)).json()) as AuditPage
    expect([first.items.length, rest.items.length, rest.next]).toEqual([20, 5, null])
  })
})

describe('a one-time link', () => {
  test('opens once without a session, and is recorded', async ({ kit }) => {
    const all = await house(kit)
    const { path } = await exported(all, { format: 'csv' })
    const first = await all.as(null, 'GET', path)
    expect(first.headers.get('content-disposition')).toBe('attachment; filename="audit-2026-03-17.csv"')
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await first.arrayBuffer())
    expect(text.split('\r\n').slice(0, 3)).toEqual([
      '\ufeff"seq","at","actor","name","action","object","details"',
      '"1","2026-03-17T02:00:00.000Z","audra","欧阳审","policy.signed","p1","{}"',
      `"2","2026-03-17T02:00:00.000Z","audra","欧阳审","policy.signed","'=cmd()","{}"`,
    ])
    expect(text).toContain('"audit.exported"')
    expect((await all.as(null, 'GET', path)).status).toBe(410)
  })

  test('is not used up by a look ahead', async ({ kit }) => {
    const all = await house(kit)
    const { path } = await exported(all, { format: 'csv' })
    await all.as(null, 'HEAD', path)
    await all.as(null, 'GET', path, undefined, { 'sec-purpose': 'prefetch' })
    expect((await all.as(null, 'GET', path)).status).toBe(200)
  })

  test.for(['late', 'somebody else', 'role taken away'])('does not open: %s', async (why, { kit }) => {
    const all = await house(kit)
    const { path } = await exported(all, { format: 'html' })
    const other = why === 'somebody else' ? await kit.given.member({ roles: ['auditor'] }) : null
    if (why === 'late') kit.deps.clock.advanceSeconds(60)
    if (why === 'role taken away') await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() })
    expect((await all.as(other, 'GET', path)).status).toBe(410)
  })

  test('opens for one of two at once', async ({ kit }) => {
    const all = await house(kit)
    const { path } = await exported(all, { format: 'html' })
    const answers = await Promise.all(Array.from({ length: 8 }, () => all.as(null, 'GET', path)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('the evidence in one file', () => {
  async function evidence(kit: Kit) {
    const all = await house(kit)
    await anchorAudit(kit.deps)
    const { path } = await exported(all, { format: 'html' })
    return (await all.as(null, 'GET', path)).text()
  }

  test('finds itself sound, and says what is not sealed yet', async ({ kit }) => {
    // Three sealed rows; the anchor and the export are not sealed yet.
    expect(await judge(await evidence(kit))).toEqual(['good', '一致：3 条 / intact；尚未封存 2 条 / not sealed yet'])
  })

  test.for([
    ['a row', '"object":"p1"', '"object":"p2"', '第 1 条'],
    ['the hash of a row', /"rowHashes":\["[0-9a-f]{4}/, '"rowHashes":["0000', '第 1 块'],
    ['the head', /"hash":"[0-9a-f]{4}(?=[0-9a-f]*","sealedAt)/, '"hash":"0000', '第 1 块'],
    ['the anchor', /"anchor":\{"blockNo":1,"hash":"[0-9a-f]{4}/, '"anchor":{"blockNo":1,"hash":"0000', '存证'],
  ] as const)('names it when %s was changed', async ([, from, to, named], { kit }) => {
    const html = await evidence(kit)
    const changed = html.replace(from, to)
    expect(changed).not.toBe(html)
    const [colour, words] = await judge(changed)
    expect([colour, words]).toEqual(['bad', expect.stringContaining(named)])
  })

  test('never ends its data early', async ({ kit }) => {
    const all = await house(kit)
    const row = { at: kit.deps.clock.now(), actor: 'x', action: 'x', object: '</script><script>alert(1)', details: {} }
    await kit.deps.db.insert(auditEntries).values(row)
    const { path } = await exported(all, { format: 'html' })
    expect(await (await all.as(null, 'GET', path)).text()).not.toContain('<script>alert')
  })
})

/** Runs the file's own script as a browser would, with as much of a page as it uses. */
async function judge(html: string): Promise<[string, string]> {
  const [data, script] = [/id="data">(.*?)<\/script>/s.exec(html)?.[1], /<script>(.*?)<\/script>/s.exec(html)?.[1]]
  const element = { className: '', textContent: '', append: () => {} }
  const verdict = { ...element }
  const document = {
    getElementById: (id: string) => (id === 'data' ? { textContent: data } : id === 'verdict' ? verdict : element),
    createElement: () => ({ ...element }),
  }
  vm.runInNewContext(script ?? '', { document, crypto, TextEncoder, Uint8Array })
  await vi.waitFor(() => expect(verdict.className).not.toBe(''))
  return [verdict.className, verdict.textContent]
}
