import type { MemberActor } from '@desk/shared/identity/actor'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { openTlogProof } from '@desk/shared/evidence/tlog-proof'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import { textOf } from '@desk/shared/evidence/bytes'
import { eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, policyRosters } from '../../../../db/schema/index.ts'
import { testDatabase } from '../../../../testing/database/test-database.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  publishNextVersion,
  readAll,
  readAndSign,
  sign,
} from '../../../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../../../testing/kit.ts'
import { anchorAudit } from '../../../audit/jobs/anchor-audit.ts'
import { createSealer } from '../../../audit/jobs/seal-audit.ts'
import { currentLog } from '../../../audit/log/log-queries.ts'
import { proofFile } from '../../../audit/prove.ts'
import { commitDueRosters } from '../../completeness/jobs/commit-due-rosters.ts'
import { exemptPerson } from '../../roster/change-person.ts'
import { snapshotBoards } from '../../roster/jobs/snapshot-board.ts'
import { destroySignerKey } from '../../signing/destroy-signer-key.ts'
import { exportBundle as streamBundle } from './export-bundle.ts'

const draft = draftOf([clause('1'), clause('2')])

/** Creates a policy that one person signed, one is exempt from, and others have not signed. */
async function createSignedPolicy(kit: Kit) {
  const company = await policyCompany(kit)
  const { north } = company
  const signer = await kit.given.member({ userid: 'guoji', name: '郭𠮷', department: north })
  const exempt = await kit.given.member({ userid: 'wangwu', name: '王五', department: north })
  const open = await kit.given.member({ userid: 'zhaoliu', name: '赵六', department: north })
  const id = await createPublishedPolicy(kit, company, draft)
  const { code } = await readAndSign(kit, signer, id)
  await exemptPerson(kit.deps, company.lead, { id, userid: exempt.userid, reason: '病假', until: null })
  return { ...company, id, code, signer, exempt, open }
}

async function exportBundle(...args: Parameters<typeof streamBundle>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of streamBundle(...args)) parts.push(part)
  return Buffer.concat(parts)
}

const filesOf = (zip: Uint8Array) => readZip(zip)
const linesOf = (zip: Uint8Array, file: string) =>
  textOf(filesOf(zip).get(file)!)!
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('exportBundle', () => {
  test('a bundle proves who signed, who did not and who is exempt, with names and texts', async ({ kit }) => {
    const { id } = await createSignedPolicy(kit)
    await createSealer(kit.deps)()
    await anchorAudit(kit.deps)
    const keptNote = kit.deps.auditLogKey.state.note!
    kit.deps.clock.advanceHours(1)
    const zip = await exportBundle(kit.deps, { policy: id }, 'audra')
    const result = await verifyBundle(filesOf(zip), { anchor: { text: keptNote, file: 'kept.txt' } })
    expect(result).toMatchObject({
      isValid: true,
      origin: 'desk.test/audit',
      signatures: 1,
      exportedBy: 'audra',
      anchors: 1,
      isAnchorCompared: true,
      rosters: [{ policyId: id, counts: { signed: 1, exempt: 1, pending: expect.any(Number) } }],
    })
    expect(JSON.parse(textOf(filesOf(zip).get('manifest.json')!)!)).toMatchObject({
      format: 1,
      software: expect.stringMatching(/^WeCom Desk \d+\.\d+\.\d+/),
    })
    const people = linesOf(zip, 'people.jsonl')
    expect(people).toContainEqual(expect.objectContaining({ userid: 'guoji', name: '郭𠮷', keys: expect.anything() }))
    expect(textOf(filesOf(zip).get('report.html')!)).toContain('郭𠮷')
    // Neither names nor accounts of signers and of the roster are in the log.
    for (const file of ['records.jsonl', 'roster.jsonl', 'signatures.jsonl', 'proofs.jsonl'])
      expect(textOf(filesOf(zip).get(file)!)).not.toMatch(/guoji|郭|zhaoliu|赵六|病假/)
  })

  test('a file is compared with the checkpoint of an earlier file that a reader kept', async ({ kit }) => {
    const { id, open } = await createSignedPolicy(kit)
    const earlier = textOf(filesOf(await exportBundle(kit.deps, { policy: id }, 'audra')).get('checkpoint.txt')!)!
    kit.deps.clock.advanceHours(1)
    await readAndSign(kit, open, id)
    const zip = await exportBundle(kit.deps, { policy: id }, 'audra')
    expect(await verifyBundle(filesOf(zip), { anchor: { text: earlier, file: 'kept.txt' } })).toMatchObject({
      isValid: true,
      signatures: 2,
      keptSignatures: 1,
      anchors: 1,
    })
  })

  test('a signature of an earlier version that still counts is distinguished from one of this version', async ({
    kit,
  }) => {
    const { id, open, ...company } = await createSignedPolicy(kit)
    await publishNextVersion(kit, company, id, 'minor', draftOf([clause('1', '勘误。'), clause('2')]))
    await readAndSign(kit, open, id)
    const zip = await exportBundle(kit.deps, { policy: id }, 'audra')
    const result = await verifyBundle(filesOf(zip))
    expect(result).toMatchObject({
      isValid: true,
      signatures: 2,
      rosters: [{ counts: { signed: 1, signed_earlier: 1 } }],
    })
  })

  test('a signature of the English text is proven with its language and its words of consent', async ({ kit }) => {
    const { id, open } = await createSignedPolicy(kit)
    const view = await openPolicy(kit, open, id, 'en')
    kit.deps.clock.advanceSeconds(60)
    await sign(kit, open, id, readAll(view))
    const zip = await exportBundle(kit.deps, { policy: id }, 'audra')
    expect(await verifyBundle(filesOf(zip))).toMatchObject({ isValid: true, signatures: 2 })
    const signatures = linesOf(zip, 'signatures.jsonl') as unknown as unknown[][]
    expect(signatures.map((fields) => [fields[8], fields[13]])).toEqual([
      ['zh-CN', draft.zh.consent],
      ['en', draft.en?.consent],
    ])
  })

  test('a signature by a server whose clock is ahead is part of the current roster', async ({ kit }) => {
    const { id, open } = await createSignedPolicy(kit)
    await readAndSign(kit, open, id)
    kit.deps.clock.advanceSeconds(-1)
    const zip = await exportBundle(kit.deps, { policy: id }, 'audra')
    expect(await verifyBundle(filesOf(zip))).toMatchObject({
      isValid: true,
      signatures: 2,
      rosters: [{ counts: { signed: 2 } }],
    })
  })

  test('a past day is exported as it was, without later signatures', async ({ kit }) => {
    const { id, open } = await createSignedPolicy(kit)
    kit.deps.clock.advanceHours(24)
    await snapshotBoards(kit.deps)
    await readAndSign(kit, open, id)
    const zip = await exportBundle(kit.deps, { policy: id, day: '2026-03-17' }, 'audra')
    expect(await verifyBundle(filesOf(zip))).toMatchObject({
      isValid: true,
      signatures: 1,
      rosters: [{ day: '2026-03-17', counts: { signed: 1 } }],
    })
    await expect(exportBundle(kit.deps, { policy: id, day: '2026-03-18' }, 'audra')).resolves.toBeDefined()
    await expect(exportBundle(kit.deps, { policy: id, day: '2026-03-19' }, 'x')).rejects.toMatchObject({ status: 422 })
    await expect(exportBundle(kit.deps, { policy: id, day: '2026-03-01' }, 'x')).rejects.toMatchObject({ status: 404 })
  })

  test('a file of a past day has the records of earlier rosters of that day, and says whether their lines were the same', async ({
    kit,
  }) => {
    const { id, lead, open } = await createSignedPolicy(kit)
    kit.deps.clock.advanceHours(24)
    await snapshotBoards(kit.deps)
    const exportDay = async () => {
      const result = await verifyBundle(
        filesOf(await exportBundle(kit.deps, { policy: id, day: '2026-03-17' }, 'audra')),
      )
      return result.isValid
        ? result.rosters.map(({ earlier }) => earlier.map(({ hasSameLines }) => hasSameLines))
        : result.fault
    }
    expect([await exportDay(), await exportDay()]).toEqual([[[]], [[true]]])
    // Acts like somebody with write access to the database who changes who was exempt on that day.
    await exemptPerson(kit.deps, lead, { id, userid: open.userid, reason: '出差', until: null })
    await kit.deps.db.execute(
      sql`update policy_exemptions set at = at - interval '24 hours' where userid = ${open.userid}`,
    )
    expect(await exportDay()).toEqual([[false, false]])
  })

  test('a file of all policies names those without a roster of the day', async ({ kit }) => {
    const { lead, ...company } = await createSignedPolicy(kit)
    kit.deps.clock.advanceHours(24)
    await snapshotBoards(kit.deps)
    const otherText = draftOf([clause('1', '另一份。')])
    const laterId = await createPublishedPolicy(kit, { lead, ...company }, otherText, { effectiveOn: '2026-03-18' })
    const files = filesOf(await exportBundle(kit.deps, { policy: 'all', day: '2026-03-17' }, 'audra'))
    expect(await verifyBundle(files)).toMatchObject({ isValid: true, rosters: [{ day: '2026-03-17' }] })
    for (const name of ['README.txt', 'report.html']) expect(textOf(files.get(name)!)).toContain(laterId)
    const present = filesOf(await exportBundle(kit.deps, { policy: 'all' }, 'audra'))
    for (const name of ['README.txt', 'report.html'])
      expect(textOf(present.get(name)!)).not.toContain('不在本文件里的制度')
  })

  test('a file of all policies has a roster of each, and proves a signature without a name once the key of its signer is destroyed', async ({
    kit,
  }) => {
    const { id, lead, signer, ...company } = await createSignedPolicy(kit)
    await createPublishedPolicy(kit, { lead, ...company }, draftOf([clause('1', '另一份。')]))
    await destroySignerKey(kit.deps, lead, { userid: signer.userid })
    const zip = await exportBundle(kit.deps, { policy: 'all' }, 'audra')
    const rosters = [...filesOf(zip).keys()].filter((name) => name.startsWith('roster'))
    expect(rosters).toHaveLength(2)
    expect(rosters).not.toContain('roster.jsonl')
    expect(await verifyBundle(filesOf(zip))).toMatchObject({ isValid: true, signatures: 1 })
    const [signature] = linesOf(zip, 'records.jsonl').filter(({ type }) => type === 'policy.signed')
    expect(signature).toMatchObject({
      policyId: id,
      versionId: expect.any(String),
      person: expect.stringMatching(/^psn_/),
    })
    expect(linesOf(zip, 'people.jsonl').map(({ person }) => person)).not.toContain(signature?.['person'])
  })

  test('the proof of one receipt is a separate file that contains its entry', async ({ kit }) => {
    await createSignedPolicy(kit)
    await createSealer(kit.deps)()
    const [entry] = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'policy.signed'))
    const text = await proofFile(kit.deps.db, entry!.seq)
    const { vkey } = (await currentLog(kit.deps.db))!
    const opened = openTlogProof(text!, parseVkey(vkey)!)
    expect(opened).toMatchObject({ isValid: true })
    expect(JSON.parse(opened.isValid ? opened.leaf : '')).toMatchObject({ type: 'policy.signed', person: entry!.actor })
    expect(await proofFile(kit.deps.db, entry!.seq + 1_000)).toBeNull()
  })

  test('rosters are committed once at publishing, after the due day and at the end of the month', async ({ kit }) => {
    const { id } = await createSignedPolicy(kit)
    await createSealer(kit.deps)()
    const days: string[] = []
    for (let day = 0; day < 32; day += 1) {
      await snapshotBoards(kit.deps)
      await commitDueRosters(kit.deps)
      await commitDueRosters(kit.deps)
      kit.deps.clock.advanceHours(24)
    }
    for (const { policyId, why, day } of await kit.deps.db.select().from(policyRosters).orderBy(policyRosters.at))
      if (policyId === id) days.push(`${why} ${day}`)
    expect(days).toEqual(['published 2026-03-17', expect.stringMatching(/^due 2026-/), 'month 2026-03-31'])
  })
})

describe.skipIf(testDatabase.isEmbedded)('an export during signatures', () => {
  test('an export during signatures shows nobody as unsigned whose signature it proves', async ({ kit }) => {
    const company = await policyCompany(kit)
    const people: MemberActor[] = []
    for (let index = 0; index < 30; index += 1)
      people.push(await kit.given.member({ userid: `p${String(index)}`, department: company.north }))
    const id = await createPublishedPolicy(kit, company, draft)
    const sign = async () => {
      for (const person of people) await readAndSign(kit, person, id)
    }
    const exportMeanwhile = async () => {
      for (let round = 0; round < 4; round += 1) {
        const result = await verifyBundle(filesOf(await exportBundle(kit.deps, { policy: id }, 'audra')))
        expect(result.isValid ? 'valid' : JSON.stringify(result.fault)).toBe('valid')
      }
    }
    await Promise.all([sign(), exportMeanwhile()])
  })
})
