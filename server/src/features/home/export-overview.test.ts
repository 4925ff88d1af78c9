import { createHash } from 'node:crypto'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { type MemberActor, roles } from '@desk/shared/identity/actor'
import { missingSignatures } from '@desk/shared/pages/overview-cells'
import { listOverviewTasks } from '@desk/shared/pages/overview-tasks'
import { requiredCount, unsignedCount } from '@desk/shared/policies/roster'
import { eq } from 'drizzle-orm'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect } from 'vitest'
import { auditEntries, roleGrants } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { setPartner } from '../accounts/partners/set-partner.ts'
import { exemptPerson } from '../policies/roster/change-person.ts'
import { getOverview } from './get-overview.ts'

const PATH = '/api/overview/export'

/** Creates a company with two policies, of which one is overdue, and with an exemption and a contract that end soon. */
async function createCompany(kit: Kit) {
  const people = await policyCompany(kit)
  const signer = await kit.given.member({ department: people.north })
  const other = await kit.given.member({ department: people.south, userid: 'zhaolei', name: '=赵磊' })
  const draft = draftOf([clause('1')])
  await createPublishedPolicy(kit, people, draftOf([clause('1')], { daysToSign: 30 }))
  const overdue = await createPublishedPolicy(kit, people, draft)
  await readAndSign(kit, signer, overdue)
  kit.deps.clock.advanceDays(8)
  await exemptPerson(kit.deps, people.lead, { id: overdue, userid: other.userid, reason: '产假', until: '2026-04-01' })
  const partner = { userid: signer.userid, company: '外协', sponsor: people.lead.userid }
  await setPartner(kit.deps, people.lead, { ...partner, endsOn: '2026-04-10' })
  return { ...people, signer }
}

const open = (kit: Kit, path: string) => createTestClient(kit.deps).requestAs(null, 'GET', path)

async function createLink(kit: Kit, actor: MemberActor, format: 'csv' | 'xlsx') {
  const response = await createTestClient(kit.deps).requestAs(actor, 'POST', PATH, { format })
  expect(response.status).toBe(200)
  return ((await response.json()) as OneTimeLink).path
}

const download = async (kit: Kit, actor: MemberActor, format: 'csv' | 'xlsx') =>
  open(kit, await createLink(kit, actor, format))

/** Returns the rows of each sheet of a workbook. */
async function readSheets(response: Response) {
  const sheets = await readXlsxFile(Buffer.from(await response.arrayBuffer()))
  return Object.fromEntries(sheets.map(({ sheet, data }) => [sheet, data]))
}

type Rows = readonly (readonly unknown[])[]
/** Returns the rows below the headings. */
const below = (rows: Rows | undefined, first: string) =>
  (rows ?? []).slice((rows ?? []).findIndex(([cell]) => cell === first) + 1)

describe('the export of the overview', () => {
  test('the workbook names its exporter and day, and its numbers equal those of the page', async ({ kit }) => {
    const { lead } = await createCompany(kit)
    const view = await getOverview(kit.deps, lead)
    const response = await download(kit, lead, 'xlsx')
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('制度签收总览 2026-03-25.xlsx'))
    const sheets = await readSheets(response)
    expect(Object.keys(sheets)).toEqual(['制度与部门', '部门明细', '待办'])
    const matrix: Rows = sheets['制度与部门'] ?? []
    expect(matrix.slice(0, 3).map((row) => row.filter((cell) => cell !== null))).toEqual([
      ['制度签收总览', '副本，导出时已登记 SHA-256；核对：审计记录 → 核对文件'],
      ['范围', '全公司'],
      ['合计', `还差 ${String(missingSignatures(view))} 人次`],
    ])
    expect(matrix.find(([cell]) => cell === '导出人')?.[1]).toMatch(/^张/)
    expect(matrix.find(([cell]) => cell === '导出时间')?.[1]).toBeInstanceOf(Date)
    const names = view.departments.map(({ name }) => name)
    expect(matrix.find(([cell]) => cell === '制度')?.slice(4)).toEqual([
      ...['应签', '已签', '未签', '豁免', '逾期', '已签比例'],
      ...names,
    ])
    const [totals, ...rows] = below(matrix, '制度')
    expect(rows.map((row) => row.slice(4, 9))).toEqual(
      view.policies.map(({ counts }) => [
        requiredCount(counts) + counts.exempt,
        counts.signed,
        unsignedCount(counts),
        counts.exempt,
        counts.overdue,
      ]),
    )
    expect(rows.map((row) => row[7])).toContain(1)
    expect(rows.map((row) => row.slice(10))).toEqual(
      view.policies.map(({ cells }) => cells.map(({ required, missing }) => (required === 0 ? null : missing))),
    )
    expect(rows[0]?.[8]).toBeGreaterThan(0)
    expect([totals?.[0], totals?.[6]]).toEqual(['合计', missingSignatures(view)])
    for (const column of [4, 5, 6, 7, 8, 10, 11])
      expect(totals?.[column]).toBe(rows.reduce((total, row) => total + Number(row[column]), 0))
    expect(below(sheets['部门明细'], '制度').map((row) => row.slice(3, 7))).toEqual(
      view.policies.flatMap(({ cells }) =>
        cells.map(({ required, missing, overdue }, index) => [names[index], required, missing, overdue]),
      ),
    )
    const tasks = below(sheets['待办'], '待办').slice(-listOverviewTasks(view).length)
    expect(tasks.map(([name, count]) => [name, count])).toEqual([
      ['逾期未签', view.policies[0]?.counts.overdue],
      ['豁免到期', 1],
      ['合作到期', 1],
    ])
    expect(tasks[1]?.slice(2, 7)).toEqual([view.policies[0]?.title, '=赵磊', null, '2026-04-01', '到期'])
    expect(tasks[2]?.slice(4)).toEqual(['外协', '2026-04-10', '到期'])
  })

  test('the CSV file has a row for each policy, each department and each task', async ({ kit }) => {
    const { lead } = await createCompany(kit)
    const view = await getOverview(kit.deps, lead)
    const text = await (await download(kit, lead, 'csv')).text()
    const lines = text.trim().split('\r\n')
    expect(lines[0]).toContain('"row","policy_id","policy","version","due_at","department_id"')
    const kinds = lines.slice(1, -1).map((line) => line.split('","')[0]?.slice(1))
    expect(kinds).toEqual([
      ...view.policies.flatMap(({ cells }) => ['company', ...cells.map(() => 'department')]),
      ...listOverviewTasks(view).map(() => 'task'),
    ])
    const { id, counts, dueAt } = view.policies[0]!
    expect(lines[1]).toContain(`"company","${id}"`)
    expect(lines[1]).toContain(
      [requiredCount(counts), unsignedCount(counts), counts.overdue, counts.exempt].map((n) => `"${String(n)}"`).join(),
    )
    const written = lines[1]?.split('","')[4] ?? ''
    expect(written).toMatch(/\+08:00$/)
    expect(Date.parse(written)).toBe(Date.parse(dueAt))
    expect(text).toContain(`"exemption_ends","1","'=赵磊","2026-04-01"`)
    expect(lines.at(-1)).toContain(`共 ${String(kinds.length)} 行`)
  })

  test('more departments than the page shows are one column, as on the page', async ({ kit }) => {
    const { lead, root } = await createCompany(kit)
    for (let n = 0; n < 12; n += 1) await kit.given.department({ parent: root })
    const view = await getOverview(kit.deps, lead)
    expect(view.hasMore).toBe(true)
    const sheets = await readSheets(await download(kit, lead, 'xlsx'))
    const heads = (sheets['制度与部门'] ?? []).find(([cell]) => cell === '制度')
    expect(heads?.slice(10)).toEqual([...view.departments.map(({ name }) => name), '其余部门'])
    const [, ...rows] = below(sheets['制度与部门'], '制度')
    const first = rows[0]?.slice(10).map(Number) ?? []
    expect(first.reduce((total, missing) => total + missing, 0)).toBe(unsignedCount(view.policies[0]!.counts))
  })

  test('exactly the members who see the page can export it, and an auditor’s file has no tasks', async ({ kit }) => {
    const { signer, author, lead, north } = await createCompany(kit)
    const { requestAs } = createTestClient(kit.deps)
    const people = [signer, author, lead]
    for (const role of roles) people.push(await kit.given.member({ department: north, roles: [role] }))
    for (const actor of people) {
      const [page, exported] = [
        (await requestAs(actor, 'GET', '/api/overview')).status,
        (await requestAs(actor, 'POST', PATH, { format: 'csv' })).status,
      ]
      expect([actor.userid, exported]).toEqual([actor.userid, page])
    }
    expect((await requestAs(signer, 'POST', PATH, { format: 'csv' })).status).toBe(404)
    expect((await requestAs(null, 'POST', PATH, { format: 'csv' })).status).toBe(401)
    expect((await requestAs(lead, 'POST', PATH, { format: 'html' })).status).toBe(422)
    const auditor = await kit.given.member({ userid: 'auditor', roles: ['auditor'] })
    expect(await (await download(kit, auditor, 'csv')).text()).not.toMatch(/^"task"/m)
    expect((await readSheets(await download(kit, auditor, 'xlsx')))['待办']?.[2]).toEqual(
      expect.arrayContaining(['暂无待处理']),
    )
  })

  test('a link is void once its creator may no longer see the page', async ({ kit }) => {
    await createCompany(kit)
    const auditor = await kit.given.member({ userid: 'auditor', roles: ['auditor'] })
    const path = await createLink(kit, auditor, 'xlsx')
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(eq(roleGrants.userid, 'auditor'))
    expect((await open(kit, path)).status).toBe(410)
  })

  test('the export is in the audit, and the SHA-256 of the file is registered', async ({ kit }) => {
    const { lead } = await createCompany(kit)
    const bytes = Buffer.from(await (await download(kit, lead, 'xlsx')).arrayBuffer())
    const entries = async (action: string) =>
      kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, action))
    expect(await entries('overview.exported')).toMatchObject([
      { actor: 'lead', object: 'overview', details: { format: 'xlsx' } },
    ])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(await entries('file.registered')).toMatchObject([{ actor: 'lead', object: sha256 }])
  })
})
