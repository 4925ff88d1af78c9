import { textOf } from '@desk/shared/evidence/bytes'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members } from '../../../../db/schema/index.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  publishNextVersion,
  readAndSign,
} from '../../../../testing/fixtures/policy.ts'
import { drainOutbox } from '../../../../testing/drain-outbox.ts'
import { createTestClient } from '../../../../testing/http.ts'
import { type Kit, test } from '../../../../testing/kit.ts'
import { anchorAudit } from '../../../audit/jobs/anchor-audit.ts'
import { createSealer } from '../../../audit/jobs/seal-audit.ts'
import { listCheckpoints } from '../../../audit/log/checkpoint-queries.ts'
import { rootOfNote } from '../../../audit/log/log-head.ts'
import { answerQuestion, askQuestion } from '../../questions/ask-question.ts'
import { endExemption, exemptPerson } from '../../roster/change-person.ts'
import { snapshotBoards } from '../../roster/jobs/snapshot-board.ts'
import { exportBundle, type EvidenceScope } from './export-bundle.ts'

const draft = draftOf([clause('1'), clause('2')])

/** Creates a policy that one person signed, one is exempt from, and others have not signed. */
async function createSignedPolicy(kit: Kit) {
  const company = await policyCompany(kit)
  const { north } = company
  const signer = await kit.given.member({ userid: 'guoji', name: '郭𠮷', department: north })
  const exempt = await kit.given.member({ userid: 'wangwu', name: '王五', department: north })
  await kit.given.member({ userid: 'idle', name: '钱七', department: north, status: 2 })
  const id = await createPublishedPolicy(kit, company, draft)
  const { code } = await readAndSign(kit, signer, id)
  await exemptPerson(kit.deps, company.lead, { id, userid: exempt.userid, reason: '病假', until: '2026-04-30' })
  return { ...company, id, code, signer, exempt }
}

/** Exports a bundle, verifies it, and returns its report as HTML, and the cells of a person's row. */
async function reportOf({ deps }: Kit, scope: EvidenceScope, by = 'lead') {
  const parts: Uint8Array[] = []
  for await (const part of exportBundle(deps, scope, by)) parts.push(part)
  const files = readZip(Buffer.concat(parts))
  expect(await verifyBundle(files)).toMatchObject({ isValid: true })
  const html = textOf(files.get('report.html')!)!
  const rows = [...html.matchAll(/<tr>(<td>.*?)<\/tr>/g)].map(([, row = '']) =>
    row
      .split('</td>')
      .slice(0, -1)
      .map((cell) => cell.replace('<td>', '')),
  )
  const rowOf = (userid: string) => rows.find(([, account]) => account === userid)
  return { html, rowOf }
}

describe('the report of a bundle', () => {
  test('the report names the checkpoint that contains the rosters, and the last one that the auditors got', async ({
    kit,
  }) => {
    const { id } = await createSignedPolicy(kit)
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    await createSealer(kit.deps)()
    await anchorAudit(kit.deps)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(1)
    const { html } = await reportOf(kit, { policy: id })
    const [, size, root] =
      /检查点：日志 <code>desk\.test\/audit<\/code>，(\d+) 条，根 <code>([^<]+)<\/code>/.exec(html) ?? []
    const signed = await listCheckpoints(kit.deps.db, 1, -1, 100)
    const namedCheckpoint = signed.find((checkpoint) => checkpoint.size === Number(size))
    expect(rootOfNote(namedCheckpoint!.note)).toBe(root)
    // The last but one: the export itself is recorded after the report.
    expect(namedCheckpoint).toEqual(signed.at(-2))
    const [first] = signed
    expect(html).toContain(
      `2026-03-17 10:01:00 发给审计人员的检查点，${String(first!.size)} 条，根 <code>${rootOfNote(first!.note)}</code>`,
    )
    expect(html).toContain(`此后写入日志的 ${String(namedCheckpoint!.size - first!.size)} 条还没有外部备份。`)
  })

  test('the report marks a daily checkpoint that nobody received as not comparable', async ({ kit }) => {
    const { id } = await createSignedPolicy(kit)
    await createSealer(kit.deps)()
    await anchorAudit(kit.deps)
    const { html } = await reportOf(kit, { policy: id })
    expect(html).toContain('2026-03-17 10:01:00 的每日检查点，还没有发给审计人员')
    expect(html).not.toContain('请与当时收到的消息比较')
  })

  test('the report has the equation with its rate, and the states that each part counts', async ({ kit }) => {
    const { id } = await createSignedPolicy(kit)
    const { html } = await reportOf(kit, { policy: id })
    expect(html).toContain('4 应签 = 1 已签 + 2 待签 + 1 豁免（33.3 %）')
    expect(html).toContain('待签 2 人里：逾期 0、有疑问 0、未送达 0、须重签 0；已签 1 人里：旧版有效 0；不计入 1')
    expect(html).toContain('2026-03-17 10:00:00 起须签收，2026-03-24 23:59:59 到期。名单截至 2026-03-17 10:01:00。')
    expect(html).toContain('名单共 5 人 = 4 应签 + 1 不计入')
    expect(html).toMatch(/名单来源：企业微信通讯录.*签收范围：全体成员。/)
    expect(html).toContain('<p class="meta">澜江精密 · 企微自助 · 签收证据</p>')
  })

  test('the report counts a signature of an earlier version that is still valid, and names the version that was signed', async ({
    kit,
  }) => {
    const { id, ...company } = await createSignedPolicy(kit)
    await publishNextVersion(kit, company, id, 'minor', draftOf([clause('1', '勘误。'), clause('2')]))
    const { html, rowOf } = await reportOf(kit, { policy: id })
    expect(html).toContain('4 应签 = 1 已签 + 2 待签 + 1 豁免（33.3 %）')
    expect(html).toContain('已签 1 人里：旧版有效 1')
    expect(rowOf('guoji')).toContain('1.0 版全文')
  })

  test('the report has the department, reading time and signed text of each signer, and why others did not sign', async ({
    kit,
  }) => {
    const { id, code } = await createSignedPolicy(kit)
    const { rowOf } = await reportOf(kit, { policy: id })
    const [, , ...signed] = rowOf('guoji')!
    expect(signed.slice(0, 5)).toEqual([
      '北',
      '2026-03-17 10:01:00',
      code,
      expect.stringMatching(/^0\d:\d\d$/),
      '1.0 版全文',
    ])
    expect(signed[3]).not.toBe('00:00')
    const why = (userid: string) => rowOf(userid)?.at(-2)
    expect(rowOf('wangwu')?.slice(2, 4)).toEqual(['北', '豁免'])
    expect(why('wangwu')).toMatch(new RegExp(`^病假；.+ 2026-03-17 10:01:00 决定，到 2026-04-30$`))
    expect(why('idle')).toBe('未激活或已停用')
    expect(why('author')).toBe('—')
  })

  test('the report says so where only the changes of a version were signed', async ({ kit }) => {
    const { id, signer, ...company } = await createSignedPolicy(kit)
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改过。'), clause('2')]))
    const { code } = await readAndSign(kit, signer, id)
    const { rowOf } = await reportOf(kit, { policy: id })
    expect(rowOf('guoji')).toEqual(expect.arrayContaining([code, '2.0 版变化的条款']))
  })

  test('the report has when the first message arrived, and the words of a question until it is answered', async ({
    kit,
  }) => {
    const { id, lead, author } = await createSignedPolicy(kit)
    kit.deps.clock.advanceHours(1)
    await drainOutbox(kit.deps)
    const { versionId } = await openPolicy(kit, lead, id)
    await askQuestion(kit.deps, lead, { id, versionId, clauseId: null, text: '换手机算不算<丢失>？' })
    kit.deps.clock.advanceHours(1)
    const report = await reportOf(kit, { policy: id })
    const messageOf = (userid: string) => report.rowOf(userid)?.[4]
    expect(['lead', 'author', 'wangwu', 'idle'].map(messageOf)).toEqual([
      '2026-03-17 11:01:00',
      '2026-03-17 11:01:00',
      '—',
      '—',
    ])
    expect(report.rowOf('lead')?.[3]).toBe('有疑问')
    expect(report.rowOf('lead')?.at(-2)).toBe('问“换手机算不算&lt;丢失&gt;？”，未答')
    const [question] = (await openPolicy(kit, lead, id)).questions
    await answerQuestion(kit.deps, author, { questionId: question!.id, text: '算。' })
    const answered = await reportOf(kit, { policy: id })
    expect(answered.rowOf('lead')?.at(-2)).toBe('—')
  })

  test('the report of a past day has the exemption and the signature of that day, although both changed later', async ({
    kit,
  }) => {
    const { id, code, signer, exempt, lead, ...company } = await createSignedPolicy(kit)
    kit.deps.clock.advanceDays(1)
    await snapshotBoards(kit.deps)
    await endExemption(kit.deps, lead, { id, userid: exempt.userid })
    await publishNextVersion(kit, { lead, ...company }, id, 'major', draftOf([clause('1', '改过。')]), '2026-03-18')
    const laterReceipt = await readAndSign(kit, signer, id)
    const { html, rowOf } = await reportOf(kit, { policy: id, day: '2026-03-17' })
    expect(rowOf('guoji')).toContain(code)
    expect(html).not.toContain(laterReceipt.code)
    expect(rowOf('wangwu')?.at(-2)).toMatch(/^病假；/)
  })

  test('the report of a past day says whether the log had other numbers for it before, and why they can differ', async ({
    kit,
  }) => {
    const { id, signer } = await createSignedPolicy(kit)
    kit.deps.clock.advanceDays(1)
    await snapshotBoards(kit.deps)
    const nextReport = async () => {
      kit.deps.clock.advanceHours(1)
      return (await reportOf(kit, { policy: id, day: '2026-03-17' })).html
    }
    const first = await nextReport()
    expect(first).not.toContain('当天的名单已存证')
    expect(first).toContain('名单截至 2026-03-17 23:59:59，名单按记录还原；部门、账号停用按现在的。')
    expect(await nextReport()).toContain('<p>当天的名单已存证，人数一致。</p>')
    await kit.deps.db.update(members).set({ status: 2 }).where(eq(members.userid, signer.userid))
    expect(await nextReport()).toContain(
      '<p>当天的名单已存证，但人数与存证的不同：存证前后有人匿名化、换部门、账号停用或启用，或记录被改过。</p>',
    )
  })

  test('the report names the files of a text with their hashes', async ({ kit }) => {
    const { id, ...company } = await createSignedPolicy(kit)
    const { requestAs } = createTestClient(kit.deps)
    const data = Buffer.from('%PDF-1.7\nhello').toString('base64')
    const uploaded = await requestAs(company.author, 'POST', `/api/settings/policies/${id}/files`, {
      name: '附件.pdf',
      data,
    })
    const file = (await uploaded.json()) as PolicyFile
    await publishNextVersion(kit, company, id, 'minor', { ...draft, files: [file] })
    const { html } = await reportOf(kit, { policy: id })
    expect(html).toContain(`<p>附件：附件.pdf，SHA-256 <code>${file.sha256}</code></p>`)
  })

  test('the report names the role of an operator who exports by command, and each report has another salt', async ({
    kit,
  }) => {
    const { id } = await createSignedPolicy(kit)
    const first = await reportOf(kit, { policy: id }, 'system:operator')
    expect(first.html).toContain('由 服务器管理员（命令行） 导出')
    const salts = [first, await reportOf(kit, { policy: id })].map(
      ({ html }) => /name="salt" content="(\w{16,})"/.exec(html)?.[1],
    )
    expect(new Set(salts)).toHaveProperty('size', 2)
    expect(salts).not.toContain(undefined)
  })
})
