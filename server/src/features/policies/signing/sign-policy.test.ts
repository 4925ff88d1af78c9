import { describe, expect } from 'vitest'
import { auditEntries, policySignatures } from '../../../db/schema/index.ts'
import { test } from '../../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAll,
  readAndSign,
  sign,
} from '../../../testing/fixtures/policy.ts'
import { createSealer } from '../../audit/jobs/seal-audit.ts'
import { anchorAudit } from '../../audit/jobs/anchor-audit.ts'
import { getReceipt } from './get-receipt.ts'
import { insertSignatures } from './signature-queries.ts'

const fiveClauses = ['1', '2', '3', '4', '5'].map((id) => clause(id))

describe('createSigning', () => {
  test('a signature is stored and audited, and its receipt is verified against the text, the log and the anchor', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ userid: 'guoji', name: '郭𠮷', department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    const receipt = await readAndSign(kit, person, id)
    expect(receipt).toMatchObject({ label: '1.0', basis: 'full', read: 5 })
    expect(await getReceipt(kit.deps, person, receipt.code)).toMatchObject({
      title: '使用规范',
      titleEn: 'Rules',
      label: '1.0',
      signer: { userid: 'guoji', name: '郭𠮷', department: ['北'] },
      basis: 'full',
      read: 5,
      state: 'valid',
      checks: { text: true, record: null, anchor: null },
    })
    await createSealer(kit.deps)()
    await anchorAudit(kit.deps)
    const { checks } = await getReceipt(kit.deps, company.lead, receipt.code)
    expect(checks).toMatchObject({
      text: true,
      record: { isIntact: true, index: expect.any(Number) },
      anchor: { size: expect.any(Number) },
    })
    expect(await countsOf(kit, company.lead, id)).toEqual({ signed: 1, pending: 2 })
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ signed: 1 })
  })

  test('neither the signature row nor the audit contains the signer in plain text', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ userid: 'guoji', name: '郭𠮷', department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    await readAndSign(kit, person, id)
    const stored = JSON.stringify([
      await kit.deps.db.select().from(policySignatures),
      (await kit.deps.db.select().from(auditEntries)).filter(({ action }) => action === 'policy.signed'),
    ])
    expect(stored).not.toMatch(/guoji|郭/)
  })

  test('clauses may be in view together, and the receipt shows how long the text was in view', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    const view = await openPolicy(kit, company.lead, id)
    kit.deps.clock.advanceSeconds(4)
    const read = Object.fromEntries(fiveClauses.map((item) => [item.id, 4_000]))
    const { code } = await sign(kit, company.lead, id, { ...readAll(view), read, onScreenMs: 4_000 })
    expect(await getReceipt(kit.deps, company.lead, code)).toMatchObject({
      read: 5,
      clauses: 5,
      seconds: 4,
      state: 'valid',
    })
  })

  test('duties of others are signed without being read, and changes of them have to be read', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(
      kit,
      company,
      draftOf([{ ...clause('1'), dutyOf: 'management' }, ...fiveClauses.slice(1)]),
    )
    const first = await openPolicy(kit, person, id)
    expect(first.task).toMatchObject({ toRead: 4 })
    expect(first.clauses.map(({ isAsked, othersDuty }) => [isAsked, othersDuty]).slice(0, 2)).toEqual([
      [false, 'management'],
      [true, null],
    ])
    const { code } = await readAndSign(kit, person, id)
    expect(await getReceipt(kit.deps, person, code)).toMatchObject({ read: 4, clauses: 5, state: 'valid' })
    expect((await openPolicy(kit, company.lead, id)).task).toMatchObject({ toRead: 5 })

    const changed = draftOf([{ ...clause('1', '改。'), dutyOf: 'management' }, ...fiveClauses.slice(1)])
    await publishNextVersion(kit, company, id, 'major', changed)
    expect((await openPolicy(kit, person, id)).clauses.filter(({ isAsked }) => isAsked).map((item) => item.id)).toEqual(
      ['1'],
    )
  })

  test('the management department has to read its own duties', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(
      kit,
      company,
      draftOf([{ ...clause('1'), dutyOf: 'management' }, ...fiveClauses.slice(1)]),
    )
    const view = await openPolicy(kit, company.lead, id)
    kit.deps.clock.advanceSeconds(60)
    const { 1: _skipped, ...read } = readAll(view).read
    await expect(sign(kit, company.lead, id, { ...readAll(view), read })).rejects.toMatchObject({
      code: 'policy.not_read',
    })
  })

  test('a second signature returns the first receipt', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    const view = await openPolicy(kit, company.lead, id)
    kit.deps.clock.advanceSeconds(60)
    const first = await sign(kit, company.lead, id, readAll(view))
    const second = await sign(kit, company.lead, id, readAll(view))
    expect(second.code).toBe(first.code)
    expect(await kit.deps.db.$count(policySignatures)).toBe(1)
  })

  test.for([
    ['of a policy that was not opened', { token: '0'.repeat(64) }, 'policy.open_again'],
    ['with another opening time', { openedAt: '2026-03-17T01:00:00.000Z' }, 'policy.open_again'],
    ['in a language that was not opened', { language: 'en' }, 'policy.open_again'],
    ['with a clause unread', { read: { 1: 0 } }, 'policy.not_read'],
    ['read for longer than the page was open', { onScreenMs: 90_000 }, 'policy.not_read'],
    ['with a clause in view for longer than the text', { read: { 1: 9_000 }, onScreenMs: 8_000 }, 'policy.not_read'],
    ['with a wrong hash', { hashes: { 1: 'a'.repeat(64) } }, 'policy.text_differs'],
  ] as const)('a signature %s is refused', async ([_fault, overrides, code], { kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    const view = await openPolicy(kit, company.lead, id)
    kit.deps.clock.advanceSeconds(60)
    const body = {
      ...readAll(view),
      ...overrides,
      ...('read' in overrides && { read: { ...readAll(view).read, ...overrides.read } }),
    }
    await expect(sign(kit, company.lead, id, body as never)).rejects.toMatchObject({ code })
    expect(await kit.deps.db.$count(policySignatures)).toBe(0)
  })

  test('a signature with the view token of another member is refused', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    const view = await openPolicy(kit, company.lead, id)
    kit.deps.clock.advanceSeconds(60)
    await expect(sign(kit, company.author, id, readAll(view))).rejects.toMatchObject({ code: 'policy.open_again' })
  })

  test('a signature of a replaced version is refused, and the error names the new version', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    const view = await openPolicy(kit, company.lead, id)
    await publishNextVersion(kit, company, id, 'major', draftOf([...fiveClauses, clause('6')]))
    kit.deps.clock.advanceSeconds(60)
    const signing = sign(kit, company.lead, id, readAll(view))
    await expect(signing).rejects.toMatchObject({
      code: 'policy.newer_version',
      details: { policyId: id, label: '2.0' },
    })
  })
})

describe('signature rows', () => {
  test('a signature is not inserted once another version is in force', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    await readAndSign(kit, company.author, id)
    const [row] = await kit.deps.db.select().from(policySignatures)
    const nextRow = { ...row!, id: 'sig_late' as const, code: 'LATE-0001', person: 'psn_late' as const }
    const insert = () => kit.deps.db.transaction((tx) => insertSignatures(tx, nextRow, [nextRow]))
    await publishNextVersion(kit, company, id, 'major', draftOf([...fiveClauses, clause('6')]))
    expect(await insert()).toEqual(new Set())
    expect(await kit.deps.db.$count(policySignatures)).toBe(1)
  })

  test('a signature whose random code is taken gets another code', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    const first = await readAndSign(kit, company.lead, id)
    const codes = [first.code, 'K7Q2-0002']
    const ids = { ...kit.deps.ids, readableCode: () => codes.shift() ?? '' }
    const second = await readAndSign({ ...kit, deps: { ...kit.deps, ids } }, company.author, id)
    expect(second.code).toBe('K7Q2-0002')
  })
})

describe('required reading of a new version', () => {
  test('a new language requires only the changed clauses of people who signed', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const signer = await kit.given.member({ department: north })
    const chinese = (clauses: typeof fiveClauses) =>
      draftOf(
        clauses.map((item) => ({ ...item, en: null })),
        { en: null },
      )
    const id = await createPublishedPolicy(kit, company, chinese(fiveClauses))
    await readAndSign(kit, signer, id)
    await publishNextVersion(
      kit,
      company,
      id,
      'major',
      draftOf(fiveClauses.map((item) => (item.id === '2' ? clause('2', '改。') : item))),
    )
    for (const language of ['zh-CN', 'en'] as const) {
      const view = await openPolicy(kit, signer, id, language)
      expect(view.clauses.filter(({ isAsked }) => isAsked).map((item) => item.id)).toEqual(['2'])
    }
  })

  test('a major version requires the changed clauses of people who signed, and all clauses of others', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const signer = await kit.given.member({ department: north })
    const nonSigner = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    await readAndSign(kit, signer, id)
    const changed = fiveClauses.map((item) => (['2', '4'].includes(item.id) ? clause(item.id, '改过的内容。') : item))
    await publishNextVersion(kit, company, id, 'major', draftOf(changed))
    const opened = await openPolicy(kit, signer, id)
    expect(opened.clauses.filter(({ isAsked }) => isAsked).map((item) => [item.id, item.change])).toEqual([
      ['2', 'changed'],
      ['4', 'changed'],
    ])
    expect(opened.clauses[1]?.diff?.map(({ kind }) => kind)).toContain('removed')
    expect((await openPolicy(kit, nonSigner, id)).task).toMatchObject({ toRead: 5, isDelta: false })
    expect(await readAndSign(kit, signer, id)).toMatchObject({ label: '2.0', basis: 'delta', read: 2 })
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ signed: 1, pending: 1 })
  })

  test('the diff of a clause includes its number and title', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    await readAndSign(kit, company.lead, id)
    const renamed = { ...fiveClauses[1]!, no: '2.1', zh: { ...fiveClauses[1]!.zh, title: '新的标题' } }
    await publishNextVersion(kit, company, id, 'major', draftOf([fiveClauses[0]!, renamed, ...fiveClauses.slice(2)]))
    const diff = (await openPolicy(kit, company.lead, id)).clauses[1]?.diff ?? []
    const textOf = (kind: string) => diff.flatMap((piece) => (piece.kind === kind ? [piece.text] : [])).join('')
    expect([textOf('removed'), textOf('added')]).toEqual([
      expect.stringContaining('2'),
      expect.stringContaining('新的'),
    ])
    expect(textOf('same')).toContain('第 2 条的内容。')
  })

  test('a minor version requires no reading, and its changes are not required later either', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const signer = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    await readAndSign(kit, signer, id)
    const minor = fiveClauses.map((item) => (item.id === '1' ? clause('1', '小改。') : item))
    await publishNextVersion(kit, company, id, 'minor', draftOf(minor))
    await publishNextVersion(
      kit,
      company,
      id,
      'no_resign',
      draftOf(minor.map((item) => (item.id === '3' ? clause('3', '错字。') : item))),
    )
    expect((await openPolicy(kit, signer, id)).task).toMatchObject({ state: 'signed', label: '1.1.1' })
    const major = minor.map((item) => (item.id === '5' ? clause('5', '大改。') : item))
    await publishNextVersion(kit, company, id, 'major', draftOf(major))
    expect((await openPolicy(kit, signer, id)).clauses.filter(({ isAsked }) => isAsked).map((item) => item.id)).toEqual(
      ['5'],
    )
  })

  test('a clause that was changed back to the signed text is not required', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(fiveClauses))
    await readAndSign(kit, company.lead, id)
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), ...fiveClauses.slice(1)]))
    await publishNextVersion(kit, company, id, 'major', draftOf([...fiveClauses.slice(0, 4), clause('5', '也改。')]))
    expect(
      (await openPolicy(kit, company.lead, id)).clauses.filter(({ isAsked }) => isAsked).map((item) => item.id),
    ).toEqual(['5'])
  })
})
