import { createHash } from 'node:crypto'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { type MemberActor, roles } from '@desk/shared/identity/actor'
import { categoryOf, incidentCategories } from '@desk/shared/incidents/incident-figures'
import { incidentKinds } from '@desk/shared/incidents/incident-states'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { eq } from 'drizzle-orm'
import { strFromU8, unzipSync } from 'fflate'
import { readSheet } from 'read-excel-file/node'
import { describe, expect } from 'vitest'
import { auditEntries, incidents, roleGrants } from '../../../db/schema/index.ts'
import {
  command,
  incidentCompany,
  nextReceipt,
  report,
  tokenOf,
  unnamedClient,
} from '../../../testing/fixtures/incidents.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { watchIncidents } from '../jobs/watch-incidents.ts'
import { listCases } from './list-cases.ts'

const PATH = '/api/incidents/cases/export'
const createLink = async (kit: Kit, actor: MemberActor) => {
  const response = await createTestClient(kit.deps).requestAs(actor, 'POST', PATH, {})
  return ((await response.json()) as OneTimeLink).path
}
const open = async (kit: Kit, path: string) => createTestClient(kit.deps).requestAs(null, 'GET', path)
const downloadFile = async (kit: Kit, actor: MemberActor) =>
  Buffer.from(await (await open(kit, await createLink(kit, actor))).arrayBuffer())
/** Returns the rows below the headings: first day, last day, category, and four figures. */
const readFigures = async (kit: Kit, actor: MemberActor) => {
  const rows = await readSheet(await downloadFile(kit, actor))
  return rows.slice(rows.findIndex(([first]) => first === '周（起）') + 1)
}

describe('the export of figures', () => {
  test('the file counts by week and category what came in, was acknowledged in time and is closed, and the median hours', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const { clock } = kit.deps
    const [quick, slow] = [
      await report(kit, people.reporter, { kind: 'login' }),
      await report(kit, people.reporter, { kind: 'password' }),
    ]
    clock.advanceHours(2)
    await command(kit, people.handler, quick, { command: 'acknowledge' })
    await command(kit, people.handler, quick, { command: 'close', result: 'not', text: '未发现异常' })
    // The second handler is involved in this one.
    await report(kit, people.reporter, { kind: 'leak', involved: ['second'] })
    clock.advanceHours(190)
    await command(kit, people.handler, slow, { command: 'acknowledge' })
    await command(kit, people.handler, await report(kit, people.reporter, { kind: 'other' }), {
      command: 'acknowledge',
    })
    const days = ['02-02', '02-09', '02-16', '02-23', '03-02', '03-09', '03-16', '03-23']
    const rows = await readFigures(kit, people.handler)
    expect(rows).toHaveLength(8 * incidentCategories.length)
    expect([...new Set(rows.map(([from]) => from))]).toEqual(days.map((day) => `2026-${day}`))
    expect(rows.slice(0, 18).every((row) => row.slice(3).join() === '0,0,,0')).toBe(true)
    expect(rows.slice(18)).toEqual([
      ['2026-03-16', '2026-03-22', '账号', 2, 1, 97, 1],
      ['2026-03-16', '2026-03-22', '隐患及其他', 0, 0, null, 0],
      ['2026-03-16', '2026-03-22', '违规', 1, 0, null, 0],
      ['2026-03-23', '2026-03-25', '账号', 0, 0, null, 0],
      ['2026-03-23', '2026-03-25', '隐患及其他', 1, 1, 0, 0],
      ['2026-03-23', '2026-03-25', '违规', 0, 0, null, 0],
    ])
    expect((await readFigures(kit, people.second)).slice(18).map((row) => row[3])).toEqual([2, 0, 0, 0, 1, 0])
  })

  test('the file has the numbers that the board shows to this member, of every kind of incident', async ({ kit }) => {
    const people = await incidentCompany(kit)
    for (const kind of incidentKinds) {
      await report(kit, people.reporter, { kind })
      await unnamedClient(kit).report(nextReceipt(), { kind, recipient: 'department', departmentId: people.north })
    }
    for (const actor of [people.handler, people.admin]) {
      const { intake } = await listCases(kit.deps, actor, {})
      const shown = intake?.flatMap(({ byCategory }) => incidentCategories.map((category) => byCategory[category]))
      expect((await readFigures(kit, actor)).map((row) => row[3])).toEqual(shown)
      expect(shown?.slice(-3)).toEqual(
        incidentCategories.map((category) => incidentKinds.filter((kind) => categoryOf[kind] === category).length),
      )
    }
  })

  test('the file names its exporter and the day, and no other person, department, case number or text', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { involved: ['suspect'] })
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await unnamedClient(kit).report(nextReceipt(), { text: '不具名的内容' })
    const stored = await kit.deps.db.select().from(incidents)
    expect(stored).toHaveLength(2)
    const file = await downloadFile(kit, people.handler)
    const madeAt = (await readSheet(file)).find(([heading]) => heading === '导出时间')?.[1]
    // A cell has local time.
    expect(madeAt instanceof Date && dayIn('UTC', madeAt)).toBe('2026-03-17')
    const text = Object.values(unzipSync(file))
      .map((part) => strFromU8(part))
      .join()
    expect(text).toContain('名handler')
    const hidden = [
      ...Object.keys(people).filter((userid) => userid !== 'handler'),
      ...['质量部', '销售部', '澜江精密', '账号借给', '不具名'],
      ...stored.flatMap((row) => [row.id, row.no, row.receiptHash ?? row.id]),
      tokenOf(kit),
    ]
    expect(hidden.filter((word) => text.includes(word))).toEqual([])
  })

  test('exactly the members who see the board can export it, and nobody without a session', async ({ kit }) => {
    const { north, south: _south, ...people } = await incidentCompany(kit)
    const { requestAs } = createTestClient(kit.deps)
    const others: MemberActor[] = []
    for (const role of roles) others.push(await kit.given.member({ department: north, roles: [role] }))
    const deviations: string[] = []
    const allowed: string[] = []
    for (const actor of [...Object.values(people), ...others]) {
      const [board, exported] = [
        (await requestAs(actor, 'GET', '/api/incidents/cases')).status,
        (await requestAs(actor, 'POST', PATH, {})).status,
      ]
      if (board !== exported || (board !== 200 && board !== 404))
        deviations.push(`${actor.userid}: ${board}, ${exported}`)
      if (exported === 200) allowed.push(actor.userid)
    }
    expect(deviations).toEqual([])
    expect(allowed).toEqual(expect.arrayContaining(['handler', 'second', 'contact', 'hr', 'admin']))
    expect(allowed).not.toEqual(expect.arrayContaining(['ops']))
    expect((await requestAs(null, 'POST', PATH, {})).status).toBe(401)
    expect((await requestAs(people.handler, 'POST', PATH, { week: '2026-03-16' })).status).toBe(422)
  })

  test('a link is void once its creator can handle no incidents, and otherwise contains what they handle when it is opened', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const [ended, narrowed] = [await createLink(kit, people.handler), await createLink(kit, people.second)]
    await report(kit, people.reporter, { involved: ['second'] })
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(eq(roleGrants.userid, 'handler'))
    await watchIncidents(kit.deps)
    expect((await open(kit, ended)).status).toBe(410)
    const rows = await readSheet(Buffer.from(await (await open(kit, narrowed)).arrayBuffer()))
    expect(rows.filter((row) => typeof row[3] === 'number' && row[3] > 0)).toEqual([])
  })

  test('the export is in the audit without a figure, and its SHA-256 is registered', async ({ kit }) => {
    const people = await incidentCompany(kit)
    await report(kit, people.reporter)
    const bytes = await downloadFile(kit, people.handler)
    const entries = async (action: string) =>
      kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, action))
    expect(await entries('incident.exported')).toMatchObject([
      { actor: 'handler', object: 'incident', details: { format: 'xlsx' } },
    ])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(await entries('file.registered')).toMatchObject([{ actor: 'handler', object: sha256 }])
  })
})
