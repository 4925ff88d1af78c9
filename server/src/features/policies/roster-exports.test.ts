import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { eq, sql } from 'drizzle-orm'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { createSealer } from '../audit/jobs/seal-audit.ts'
import { exemptPerson } from './roster/change-person.ts'

const filled = (row: readonly unknown[]) => row.filter((cell) => cell !== null)

async function createExporter(kit: Kit) {
  const { author, lead, north, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'guoji', name: '=郭洁', department: north })
  const id = await createPublishedPolicy(kit, { author, lead, ...company }, draftOf([clause('1')]))
  const receipt = await readAndSign(kit, person, id)
  await exemptPerson(kit.deps, author, { id, userid: lead.userid, reason: '产假', until: null })
  const { requestAs, app } = createTestClient(kit.deps)
  const download = async (body: object) => {
    const linkResponse = await requestAs(author, 'POST', `/api/policies/${id}/export`, body)
    return app.request(((await linkResponse.json()) as OneTimeLink).path)
  }
  return { id, receipt, download, author, lead }
}

describe('the exported roster', () => {
  test('the file of a department has its people and those below, each once, in the order of userids', async ({
    kit,
  }) => {
    const company = await policyCompany(kit)
    const { north, author } = company
    const below = await kit.given.department({ parent: north, name: '北一' })
    await kit.deps.db
      .execute(sql`insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at)
      select 'p' || lpad(n::text, 4, '0'), '成员' || n, '', '{}', (array[${north}::int, ${below}::int, ${company.south}::int])[1 + n % 3], '', '', 1, now()
      from generate_series(1, 1600) n`)
    const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
    const { requestAs, app } = createTestClient(kit.deps)
    const download = async (body: object) => {
      const link = (await (await requestAs(author, 'POST', `/api/policies/${id}/export`, body)).json()) as OneTimeLink
      const text = await (await app.request(link.path)).text()
      return [...text.matchAll(/^"?(p\d{4})/gm)].map(([, userid]) => userid)
    }
    const expected = Array.from({ length: 1600 }, (_, index) => index + 1)
      .filter((n) => n % 3 !== 2)
      .map((n) => `p${String(n).padStart(4, '0')}`)
    expect(await download({ format: 'csv', department: north })).toEqual(expected)
    expect(await download({ format: 'csv', department: north, state: 'signed' })).toEqual([])
  })

  test('the exported roster as a workbook has title rows, Chinese headings, typed cells and a sheet of totals', async ({
    kit,
  }) => {
    const { receipt, download, author } = await createExporter(kit)
    const response = await download({ format: 'xlsx' })
    const sheets = await readXlsxFile(Buffer.from(await response.arrayBuffer()))
    const [people, totals] = sheets
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['名单', '合计'])
    // Local time: the test's clock starts at 10:00 in Beijing.
    const now = new Date('2026-03-17T10:01:00Z')
    expect(people!.data.slice(0, 10).map(filled)).toEqual([
      [expect.stringMatching(/1\.0 版$/), '副本，导出时已登记 SHA-256；核对：审计记录 → 核对文件'],
      ['范围', '全公司'],
      ['公司', expect.any(String)],
      ['名单来源', '企业微信通讯录', '没有加入企业微信的人不在名单里，请与人事名册核对人数'],
      ['签收范围', '全体成员'],
      ['筛选', '无'],
      ['导出时间', now, '北京时间（UTC+8）'],
      ['导出人', expect.stringMatching(/^张/)],
      [],
      [
        '序号',
        '姓名',
        '部门',
        '状态',
        '最近签收版本',
        '签收内容',
        '最近签收时间',
        '凭证号',
        '首次打开',
        '签收期限',
        '提醒次数',
        '外部合作',
        '账号',
      ],
    ])
    const rows = people!.data.slice(10)
    expect(rows.map((row) => [row[3], row[12]])).toEqual([
      ['待签', author.userid],
      ['已签', 'guoji'],
      ['豁免', 'lead'],
    ])
    expect(rows[1]).toEqual([
      2,
      '=郭洁',
      '北',
      '已签',
      '1.0',
      '全文',
      now,
      receipt.code,
      null,
      new Date('2026-03-24T23:59:59Z'),
      0,
      null,
      'guoji',
    ])
    expect(totals!.data[0]).toEqual(expect.arrayContaining(['3 应签 = 1 已签 + 1 待签 + 1 豁免']))
    expect(totals!.data).toContainEqual(['合计', 3, 1, 1, 0, 0, 0, 1, 0, 0.5])
    expect(totals!.data.flat()).toContain('名单写完时的签收进度：3 应签 = 1 已签 + 1 待签 + 1 豁免。')
  })

  test('the exported roster has totals by department that add up to those of the list, people of the scope itself included', async ({
    kit,
  }) => {
    const { download } = await createExporter(kit)
    const sheets = await readXlsxFile(Buffer.from(await (await download({ format: 'xlsx' })).arrayBuffer()))
    const [people, totals] = sheets.map(({ data }) => data)
    const head = totals!.findIndex((row) => row[0] === '部门')
    const [sum, ...parts] = totals!.slice(head + 1).map((row) => row.slice(1, 9).map(Number))
    expect(parts.length).toBeGreaterThan(1)
    expect(sum).toEqual(sum!.map((_, column) => parts.reduce((total, part) => total + (part[column] ?? 0), 0)))
    expect(sum![0]! + sum![7]!).toBe(people!.length - 10)
    expect(totals!.flat()).toContain('名单共 3 行 = 3 应签 + 0 不计入。本页由名单逐行统计。')
  })

  test('the exported roster is audited without the words of the search', async ({ kit }) => {
    const { download } = await createExporter(kit)
    await download({ format: 'csv', q: '郭洁' })
    const exported = eq(auditEntries.action, 'policy.exported')
    const [entry] = await kit.deps.db.select().from(auditEntries).where(exported)
    expect(JSON.stringify(entry)).not.toContain('郭洁')
    expect(entry?.details).toMatchObject({ q: { textHash: expect.any(String) } })
  })

  test('the exported roster contains only the filtered people, and names the filter', async ({ kit }) => {
    const { download } = await createExporter(kit)
    const [people, totals] = await readXlsxFile(
      Buffer.from(await (await download({ format: 'xlsx', state: 'pending' })).arrayBuffer()),
    )
    expect(people!.data[5]).toEqual(expect.arrayContaining(['筛选', '待签']))
    expect(people!.data.slice(10).map((row) => row[12])).toEqual(['author'])
    expect(JSON.stringify(totals!.data)).toContain('名单有筛选，不是全部的人。')
  })

  test.for(['csv', 'xlsx', 'html'] as const)(
    'the exported roster as %s is named after the policy',
    async (format, { kit }) => {
      const { download } = await createExporter(kit)
      const response = await download({ format })
      const disposition = response.headers.get('content-disposition') ?? ''
      const [, ascii] = /^attachment; filename="([^"]*)"; filename\*=UTF-8''/.exec(disposition) ?? []
      expect(ascii).toMatch(/^[\x20-\x7e]+$/)
      const name = decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')
      expect(name).toMatch(new RegExp(`^[^\\x00-\\x7f]+.* 1\\.0 2026-03-17\\.${format}$`))
      const text = await response.text()
      expect(text).toContain(format === 'xlsx' ? 'PK' : '核对文件')
      if (format === 'csv') expect(text).toContain('"2026-03-17T10:01:00.000+08:00"')
    },
  )

  test('the exported roster as a report begins with its limits and the figures, has local times, and has no verdict', async ({
    kit,
  }) => {
    const { download } = await createExporter(kit)
    await createSealer(kit.deps)()
    const report = await (await download({ format: 'html' })).text()
    const positions = [
      '这份文件自己不能证明自己',
      '3 人应签，1 人已签（50.0 %）',
      '本文件含 1 份签收',
      '未签 2 人',
      '<h2 id="texts">',
    ].map((text) => report.indexOf(text))
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
    expect(positions).not.toContain(-1)
    expect(report).toContain('<td>2026-03-17 10:01:00</td>')
    expect(report).toMatch(/数据截至 2026-03-17 10:01:00，张\S*导出。时间都是北京时间（UTC\+8）/)
    expect(report).toMatch(/存证日志 desk\.test\/audit 的检查点：\d+ 条，2026-03-17 10:01:00 签名/)
    expect(report).not.toMatch(/\d{4}-\d\d-\d\dT|见证|核对<\/th>|一致/)
  })
})
