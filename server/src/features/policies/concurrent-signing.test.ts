import type { MemberActor } from '@desk/shared/identity/actor'
import type { SignBody } from '@desk/shared/policies/policy-schemas'
import { describe, expect } from 'vitest'
import { auditEntries, policyRecounts, policySignatures, workbenchTiles } from '../../db/schema/index.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  nextVersion,
  open,
  policyCompany,
  published,
  readAll,
  sign,
} from '../../testing/fixtures/policy.ts'
import { createSealer } from '../audit/jobs/seal-audit.ts'
import { policyEvidenceCheck } from './evidence/check-evidence.ts'

const clauses = [clause('1'), clause('2')]
const PEOPLE = 12

/** A crowd that has read a policy and is about to sign it. */
async function crowd(kit: Kit) {
  const company = await policyCompany(kit)
  const people: MemberActor[] = []
  for (let count = 0; count < PEOPLE; count += 1)
    people.push(await kit.given.member({ department: count % 2 === 0 ? company.north : company.south }))
  const id = await published(kit, company, draftOf(clauses))
  const bodies: SignBody[] = []
  for (const [at, person] of people.entries())
    bodies.push(readAll(await open(kit, person, id, at % 3 === 0 ? 'en' : 'zh-CN')))
  kit.deps.clock.advanceSeconds(60)
  const signAll = (with_: Kit = kit) =>
    Promise.allSettled(people.map((person, at) => sign(with_, person, id, bodies[at]!)))
  return { ...company, people, id, bodies, signAll }
}

const codesOf = (ends: PromiseSettledResult<{ code: string }>[]) =>
  ends.map((end) => (end.status === 'fulfilled' ? end.value.code : (end.reason as { code?: string }).code))

describe('a crowd that signs at once', () => {
  test('leaves for each what one leaves who signs alone', async ({ kit }) => {
    const { id, lead, north, signAll } = await crowd(kit)
    const codes = codesOf(await signAll())
    const rows = await kit.deps.db.select().from(policySignatures)
    expect(rows.map(({ code }) => code).sort()).toEqual(codes.toSorted())
    expect(new Set(rows.map(({ person }) => person)).size).toBe(PEOPLE)
    expect(rows.map(({ language }) => language).sort()).toEqual([
      ...Array<string>(4).fill('en'),
      ...Array<string>(8).fill('zh-CN'),
    ])
    const entries = (await kit.deps.db.select().from(auditEntries)).filter(({ action }) => action === 'policy.signed')
    expect(entries.map(({ object }) => object).sort()).toEqual(rows.map((row) => row.id).sort())
    await createSealer(kit.deps)()
    expect(await policyEvidenceCheck(kit.deps).firstUnnamed()).toBeNull()
    expect(await policyEvidenceCheck(kit.deps).firstBad(entries)).toBeNull()
    expect(await kit.deps.db.$count(workbenchTiles)).toBe(PEOPLE)
    expect(await countsOf(kit, lead, id, north)).toEqual({ signed: PEOPLE / 2 })
  })

  test('owes one recount for a department, however many of it sign together', async ({ kit }) => {
    const { signAll } = await crowd(kit)
    const before = await kit.deps.db.$count(policyRecounts)
    await signAll()
    expect((await kit.deps.db.$count(policyRecounts)) - before).toBe(2)
  })

  test('each pressing twice: one row for each, and one code', async ({ kit }) => {
    const { signAll } = await crowd(kit)
    const [once, again] = await Promise.all([signAll(), signAll()])
    expect(codesOf(again)).toEqual(codesOf(once))
    expect(await kit.deps.db.$count(policySignatures)).toBe(PEOPLE)
  })

  test('is judged one by one: who has not read it is refused, and nobody else', async ({ kit }) => {
    const { bodies, signAll } = await crowd(kit)
    bodies[3] = { ...bodies[3]!, read: {} }
    bodies[7] = { ...bodies[7]!, token: '0'.repeat(64) }
    const codes = codesOf(await signAll())
    expect([codes[3], codes[7]]).toEqual(['policy.not_read', 'policy.open_again'])
    expect(await kit.deps.db.$count(policySignatures)).toBe(PEOPLE - 2)
  })

  test('is written one by one when the database refuses what it wrote together', async ({ kit }) => {
    const { signAll } = await crowd(kit)
    const { ids } = kit.deps
    let made = 0
    // The third signature has the id of the second, once.
    const next: typeof ids.next = (kind) => {
      if (kind !== 'signature') return ids.next(kind)
      made += 1
      return made === 3 ? (`sig_${'0'.repeat(5)}2` as never) : ids.next(kind)
    }
    const ends = await signAll({ ...kit, deps: { ...kit.deps, ids: { ...ids, next } } })
    expect(ends.map(({ status }) => status)).toEqual(Array(PEOPLE).fill('fulfilled'))
    expect(made).toBeGreaterThan(PEOPLE)
    expect(await kit.deps.db.$count(policySignatures)).toBe(PEOPLE)
  })

  test('of a version that was replaced meanwhile is refused as a whole', async ({ kit }) => {
    const { id, signAll, ...two } = await crowd(kit)
    await nextVersion(kit, two, id, 'major', draftOf([clause('1', '改。'), clause('2')]))
    expect(new Set(codesOf(await signAll()))).toEqual(new Set(['policy.newer_version']))
    expect(await kit.deps.db.$count(policySignatures)).toBe(0)
  })
})
