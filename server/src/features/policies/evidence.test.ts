import type { MemberActor } from '@desk/shared/identity/actor'
import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, policyClauses, policyExemptions, policySignatures } from '../../db/schema/index.ts'
import { localTime } from '../../kernel/local-time.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAll,
  readAndSign,
  sign,
} from '../../testing/fixtures/policy.ts'
import { createSealer } from '../audit/jobs/seal-audit.ts'
import { logHead } from '../audit/log/log-head.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { purgeExpired } from '../privacy/jobs/purge-expired.ts'
import { exemptPerson } from './roster/change-person.ts'
import { policyFile, receiptFile } from './evidence/evidence-file.ts'
import { exportRoster } from './evidence/export-roster.ts'
import { rosterCsv } from './evidence/roster-csv.ts'
import { type RosterQuery, selectRoster } from './evidence/roster-rows.ts'
import { destroySignerKey } from './signing/destroy-signer-key.ts'
import { getBoard } from './board/get-board.ts'
import { getPersonHistory } from './board/get-history.ts'
import { getReceipt } from './signing/get-receipt.ts'

const clauses = [clause('1'), clause('2')]

async function createSignature(kit: Kit) {
  const company = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'guoji', name: '=cmd|calc', department: company.north })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const receipt = await readAndSign(kit, person, id)
  await createSealer(kit.deps)()
  return { ...company, person, id, receipt }
}

/** Changes immutable rows, as an attacker with the rights of the database owner could. */
async function tamper({ deps }: Kit, table: string, statement: ReturnType<typeof sql>): Promise<void> {
  await deps.db.execute(sql.raw(`alter table ${table} disable trigger user`))
  await deps.db.execute(statement)
  await deps.db.execute(sql.raw(`alter table ${table} enable trigger user`))
}

describe('evidence', () => {
  test('a changed signature makes its receipt broken', async ({ kit }) => {
    const { lead, receipt } = await createSignature(kit)
    await tamper(kit, 'policy_signatures', sql`update ${policySignatures} set signed_at = signed_at - interval '1 day'`)
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({
      state: 'broken',
      checks: { record: { isIntact: false } },
    })
  })

  test('a changed text makes the receipt broken', async ({ kit }) => {
    const { lead, receipt } = await createSignature(kit)
    await tamper(kit, 'policy_clauses', sql`update ${policyClauses} set body = '别的' where clause_id = '1'`)
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ state: 'broken', checks: { text: false } })
  })

  test('an audit entry changed after it was sealed makes the receipt broken', async ({ kit }) => {
    const { lead, receipt } = await createSignature(kit)
    await tamper(kit, 'audit_entries', sql`update ${auditEntries} set actor = 'x' where action = 'policy.signed'`)
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ state: 'broken' })
  })

  test.for([
    ['evidence_changed', 'policy_signatures', sql`update ${policySignatures} set read_map = '{}'`],
    ['evidence_missing', 'policy_signatures', sql`delete from ${policySignatures}`],
    ['evidence_changed', 'policy_clauses', sql`update ${policyClauses} set body = '别的' where clause_id = '1'`],
    [
      'evidence_changed',
      'policy_versions',
      sql`update policy_versions set content = jsonb_set(content, '{zh,consent}', '"x"')`,
    ],
    [
      'evidence_added',
      'policy_signatures',
      sql`insert into ${policySignatures} select 'sig_added', 'ADDE-D000', policy_id, version_id, version_no, 'psn_added', occasion,
        signed_at, language, basis, clause_hashes, read_map, doc_hash, consent, department_id, sealed, hash from ${policySignatures}`,
    ],
  ] as const)('the audit verification reports %s in %s with the object', async ([kind, table, statement], { kit }) => {
    const { lead } = await createSignature(kit)
    const { requestAs } = createTestClient(kit.deps)
    const verify = async () => (await requestAs(lead, 'POST', '/api/audit/verify')).json()
    expect(await verify()).toMatchObject({ isIntact: true })
    await tamper(kit, table, statement)
    expect(await verify()).toMatchObject({ isIntact: false, broken: { kind, object: expect.any(String) } })
  })

  test("a receipt stays valid without a signer when the signer's key is destroyed", async ({ kit }) => {
    const { lead, receipt } = await createSignature(kit)
    await destroySignerKey(kit.deps, lead, { userid: 'guoji' })
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ signer: null, state: 'valid' })
  })

  test("only an ops lead may destroy a signer's key", async ({ kit }) => {
    const { lead, author, person, root, receipt } = await createSignature(kit)
    const auditor = await kit.given.member({ department: root, roles: ['auditor'] })
    const admin = await kit.given.member({ department: root, adminOf: [root] })
    const { requestAs } = createTestClient(kit.deps)
    const destroyKey = async (actor: MemberActor | null) =>
      (await requestAs(actor, 'POST', '/api/settings/partners/guoji/forget')).status
    expect([await destroyKey(null), await destroyKey(person), await destroyKey(author)]).toEqual([401, 404, 404])
    expect([await destroyKey(auditor), await destroyKey(admin)]).toEqual([404, 404])
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ signer: { userid: 'guoji' } })
    expect([await destroyKey(lead), await destroyKey(lead)]).toEqual([200, 404])
  })

  test('a member whose key is destroyed has to sign again at once', async ({ kit }) => {
    const { lead, north, id } = await createSignature(kit)
    expect(await countsOf(kit, lead, id, north)).toEqual({ signed: 1 })
    await destroySignerKey(kit.deps, lead, { userid: 'guoji' })
    expect(await countsOf(kit, lead, id, north)).toEqual({ pending: 1 })
  })

  test("a signer's key is deleted 400 days after they left, and the keys of members are kept", async ({ kit }) => {
    const { lead, id, receipt } = await createSignature(kit)
    const own = await readAndSign(kit, lead, id)
    await kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['guoji'], { at: kit.deps.clock.now(), source: 'test' }),
    )
    kit.deps.clock.advanceDays(399)
    await purgeExpired(kit.deps)
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ signer: { userid: 'guoji' } })
    kit.deps.clock.advanceDays(2)
    await purgeExpired(kit.deps)
    expect(await getReceipt(kit.deps, lead, receipt.code)).toMatchObject({ signer: null, state: 'valid' })
    expect(await getReceipt(kit.deps, lead, own.code)).toMatchObject({ signer: { userid: 'lead' } })
  })
})

describe('policyFile and receiptFile', () => {
  test('the file states that it is a copy and how to check it, and contains no active content and no verdict', async ({
    kit,
  }) => {
    const { id, receipt } = await createSignature(kit)
    for (const file of [await policyFile(kit.deps, id), (await receiptFile(kit.deps, receipt.code)) ?? '']) {
      expect(file).toContain('签收记录（副本）')
      expect(file).toContain('在“核对文件”里选择这份文件')
      expect(file).not.toMatch(/<script|<link|<img|<iframe|javascript:| on\w+=|一致|intact|校验/)
    }
  })

  test('the file contains the signatures, the counts, the exemptions and the checkpoint of the log', async ({
    kit,
  }) => {
    const { id, author, lead, north } = await createSignature(kit)
    await exemptPerson(kit.deps, author, { id, userid: lead.userid, reason: '产假', until: null })
    const head = (await logHead(kit.deps.db))!
    const file = await policyFile(kit.deps, id)
    expect(file).toContain('3 人应签，1 人已签（50.0 %）')
    expect(file).toContain('3 应签 = 1 已签 + 1 待签 + 1 豁免')
    expect(file).toContain('待签 1 人里：逾期 0、有疑问 0、未送达 0；不计入 0')
    expect(file).toContain('本文件含 1 份签收')
    expect(file).toContain('未签 2 人')
    expect(file).toContain('豁免 1 人：决定人和理由')
    expect(file).toMatch(/<td>2026-03-17 10:\d\d:00<\/td><td>未定<\/td><td>产假<\/td>/)
    expect(file).toContain('名单来源：企业微信通讯录')
    expect(file).toContain('签收范围：全体成员')
    expect(file).toContain(
      `${String(head.size)} 条，${localTime('Asia/Shanghai', new Date(head.signedAt))} 签名<br><code>${head.root}`,
    )
    const ofNorth = await policyFile(kit.deps, id, { scope: north })
    expect(ofNorth).toContain('范围：北')
    expect(ofNorth).toContain('1 应签 = 1 已签 + 0 待签 + 0 豁免')
  })

  test('the file says so where the reason of an exemption was cleared', async ({ kit }) => {
    const { id, author, lead } = await createSignature(kit)
    await exemptPerson(kit.deps, author, { id, userid: lead.userid, reason: '产假', until: null })
    await kit.deps.db.update(policyExemptions).set({ reason: '' })
    expect(await policyFile(kit.deps, id)).toContain('<td>未定</td><td>理由不再保存</td>')
  })

  test('the file contains a signature by a server whose clock is ahead, which the roster counts', async ({ kit }) => {
    const { id } = await createSignature(kit)
    kit.deps.clock.advanceSeconds(-1)
    expect(await policyFile(kit.deps, id)).toContain('本文件含 1 份签收')
  })

  test('a missing signature shows in the file, since its counts still contain the signature', async ({ kit }) => {
    const { id } = await createSignature(kit)
    await policyFile(kit.deps, id)
    await tamper(kit, 'policy_signatures', sql`delete from ${policySignatures}`)
    const file = await policyFile(kit.deps, id)
    expect(file).toContain('1 已签')
    expect(file).toContain('本文件含 0 份签收')
  })

  test("the file names the signer until the signer's key is destroyed", async ({ kit }) => {
    const { person, receipt, lead } = await createSignature(kit)
    const readReceiptHtml = async () => (await receiptFile(kit.deps, receipt.code)) ?? ''
    expect(await readReceiptHtml()).toMatch(new RegExp(`<td>=cmd\\|calc</td>[^]*<td>${person.userid}</td>`))
    await destroySignerKey(kit.deps, lead, { userid: person.userid })
    expect(await readReceiptHtml()).not.toMatch(/guoji|cmd\|calc/)
  })

  test("the file, the receipt and the person's history show the same reading time", async ({ kit }) => {
    const { lead, north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ userid: 'guoji', department: north })
    const id = await createPublishedPolicy(kit, { lead, ...company }, draftOf(clauses))
    const view = await openPolicy(kit, person, id)
    kit.deps.clock.advanceSeconds(60)
    await sign(kit, person, id, { ...readAll(view), read: { 1: 12_400, 2: 8_400 } })
    const { signatures } = await getPersonHistory(kit.deps, lead, { id, userid: 'guoji' })
    const code = signatures[0]!.receipt
    const file = await receiptFile(kit.deps, code)
    expect([signatures[0]!.seconds, (await getReceipt(kit.deps, lead, code)).seconds]).toEqual([21, 21])
    expect(file).toContain('<td>00:21</td>')
  })
})

const csvOf = async (kit: Kit, actor: MemberActor, query: RosterQuery) =>
  textOf(rosterCsv((await selectRoster(kit.deps, actor, query))!))

const textOf = async (parts: AsyncIterable<string>) => {
  let text = ''
  for await (const part of parts) text += part
  return text
}

describe('exportRoster', () => {
  test('an export contains no formulas and is audited', async ({ kit }) => {
    const { lead, id } = await createSignature(kit)
    const query = { policy: id, department: '0' }
    const csv = await csvOf(kit, lead, query)
    expect(csv).toContain(`"'=cmd|calc"`)
    expect(csv).toContain('共 3 行，副本，导出时已登记 SHA-256')
    expect(csv.split('\r\n')).toHaveLength(6)
    await exportRoster(kit.deps, lead, { id, format: 'csv' })
    const actions = (await kit.deps.db.select().from(auditEntries)).map(({ action }) => action)
    expect(actions).toContain('policy.exported')
  })

  test('a department admin exports only people of their departments', async ({ kit }) => {
    const { north, south, id } = await createSignature(kit)
    const admin = await kit.given.member({ department: south, adminOf: [south] })
    expect(await csvOf(kit, admin, { policy: id, department: String(south) })).not.toContain('guoji')
    await expect(exportRoster(kit.deps, admin, { id, format: 'csv', department: north })).rejects.toMatchObject({
      code: 'policy.not_found',
    })
  })
})

describe('exportRoster with too many rows', () => {
  test('evidence with too many signatures is refused, and is allowed for one department', async ({ kit }) => {
    const { lead, id, north, south } = await createSignature(kit)
    await kit.deps.db.execute(sql`
      insert into policy_signatures select 'sig_' || n, 'C' || n, policy_id, version_id, version_no, 'psn_' || n, occasion, signed_at,
        language, basis, clause_hashes, read_map, doc_hash, consent, ${south}::int, sealed, hash
      from policy_signatures, generate_series(1, 10000) n`)
    const make = (overrides: object) => exportRoster(kit.deps, lead, { id, format: 'html', ...overrides })
    await expect(make({})).rejects.toMatchObject({ code: 'policy.export_too_long', details: { limit: 10_000 } })
    await expect(make({ department: north })).resolves.toMatchObject({ path: expect.any(String) })
    const file = await policyFile(kit.deps, id, { scope: north })
    expect(file).toContain('本文件含 1 份签收')
  })

  test('a spreadsheet with too many people is refused, and CSV is allowed', async ({ kit }) => {
    const { lead, id } = await createSignature(kit)
    await countsOf(kit, lead, id)
    await kit.deps.db.execute(sql`update policy_counters set total = 100001 where state = 'signed'`)
    const make = (format: 'csv' | 'xlsx', state?: 'exempt') =>
      exportRoster(kit.deps, lead, { id, format, ...(state ? { state } : {}) })
    await expect(make('xlsx')).rejects.toMatchObject({ code: 'policy.export_too_long' })
    await expect(make('csv')).resolves.toBeDefined()
    await expect(make('xlsx', 'exempt')).resolves.toBeDefined()
  })

  test('evidence is refused to a department admin', async ({ kit }) => {
    const { south, id } = await createSignature(kit)
    const admin = await kit.given.member({ department: south, adminOf: [south] })
    await expect(exportRoster(kit.deps, admin, { id, format: 'html' })).rejects.toMatchObject({
      code: expect.stringMatching(/not_found|forbidden/),
    })
    expect((await getBoard(kit.deps, admin, { id })).allowed).toEqual(['urge', 'export'])
  })
})
