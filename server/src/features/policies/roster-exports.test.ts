import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect } from 'vitest'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { exemptPerson } from './roster/change-person.ts'

const filled = (row: readonly unknown[]) => row.filter((cell) => cell !== null)

async function setUp(kit: Kit) {
  const { author, lead, north, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'guoji', name: '=郭洁', department: north })
  const id = await createPublishedPolicy(kit, { author, lead, ...company }, draftOf([clause('1')]))
  const receipt = await readAndSign(kit, person, id)
  await exemptPerson(kit.deps, author, { id, userid: lead.userid, reason: '产假', until: null })
  const { requestAs, app } = createTestClient(kit.deps)
  const download = async (body: object) => {
    const made = await requestAs(author, 'POST', `/api/policies/${id}/export`, body)
    return app.request(((await made.json()) as OneTimeLink).path)
  }
  return { id, receipt, download, author, lead }
}

describe('the exported roster', () => {
  test('as a workbook has title rows, Chinese headings, typed cells and a sheet of totals', async ({ kit }) => {
    const { receipt, download, author } = await setUp(kit)
    const response = await download({ format: 'xlsx' })
    const sheets = await readXlsxFile(Buffer.from(await response.arrayBuffer()))
    const [people, totals] = sheets
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['名单', '合计'])
    // Local time: the test's clock starts at 10:00 in Beijing.
    const now = new Date('2026-03-17T10:01:00Z')
    expect(people!.data.slice(0, 7).map(filled)).toEqual([
      [expect.stringMatching(/1\.0 版$/), '未独立核对'],
      ['范围', '全公司'],
      ['筛选', '无'],
      ['导出时间', now, '北京时间（UTC+8）'],
      ['导出人', expect.stringMatching(/^张/)],
      [],
      [
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
    const rows = people!.data.slice(7)
    expect(rows.map((row) => [row[2], row[11]])).toEqual([
      ['待签', author.userid],
      ['已签', 'guoji'],
      ['豁免', 'lead'],
    ])
    expect(rows[1]).toEqual([
      '=郭洁',
      '北',
      '已签',
      '1.0',
      '全文',
      now,
      receipt.code,
      null,
      new Date('2026-03-24T10:00:00Z'),
      0,
      null,
      'guoji',
    ])
    expect(totals!.data[0]).toEqual(expect.arrayContaining(['3 应签 = 1 已签 + 1 待签 + 1 豁免']))
    expect(totals!.data).toContainEqual(['合计', 3, 1, 1, 0, 0, 0, 1, 0, 0.5])
  })

  test('contains only the filtered people, and names the filter', async ({ kit }) => {
    const { download } = await setUp(kit)
    const [people, totals] = await readXlsxFile(
      Buffer.from(await (await download({ format: 'xlsx', state: 'pending' })).arrayBuffer()),
    )
    expect(people!.data[2]).toEqual(expect.arrayContaining(['筛选', '待签']))
    expect(people!.data.slice(7).map((row) => row[11])).toEqual(['author'])
    expect(JSON.stringify(totals!.data)).toContain('名单共 1 行。合计不受筛选影响。')
  })

  test.for(['csv', 'xlsx', 'html'] as const)('as %s is named after the policy', async (format, { kit }) => {
    const { download } = await setUp(kit)
    const response = await download({ format })
    const disposition = response.headers.get('content-disposition') ?? ''
    const [, ascii] = /^attachment; filename="([^"]*)"; filename\*=UTF-8''/.exec(disposition) ?? []
    expect(ascii).toMatch(/^[\x20-\x7e]+$/)
    const name = decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')
    expect(name).toMatch(new RegExp(`^[^\\x00-\\x7f]+.* 1\\.0 2026-03-17\\.${format}$`))
    expect(await response.text()).toContain(format === 'xlsx' ? 'PK' : '未独立核对')
  })

  test('as a report has local times and the finding first, names people, and has no verdict', async ({ kit }) => {
    const { download } = await setUp(kit)
    const report = await (await download({ format: 'html' })).text()
    const places = [
      '这份文件自己不能证明自己',
      '3 人应签，1 人已签（50.0 %）',
      '本文件含 1 份签收',
      '未签 2 人',
      '<h2 id="texts">',
    ].map((text) => report.indexOf(text))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
    expect(report).toContain('<td>2026-03-17 10:01:00</td>')
    expect(report).toMatch(/数据截至 2026-03-17 10:01:00，张\S*导出。时间都是北京时间（UTC\+8）/)
    expect(report).not.toMatch(/\d{4}-\d\d-\d\dT|检查点|见证|核对<\/th>|一致/)
  })
})
