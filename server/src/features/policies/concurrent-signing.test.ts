import type { MemberActor } from '@desk/shared/identity/actor'
import type { SignBody } from '@desk/shared/policies/policy-schemas'
import { describe, expect } from 'vitest'
import { auditEntries, policyRecounts, policySignatures, workbenchTiles } from '../../db/schema/index.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAll,
  sign,
} from '../../testing/fixtures/policy.ts'
import { createSealer } from '../audit/jobs/seal-audit.ts'
import { policyEvidenceCheck } from './evidence/check-evidence.ts'

const clauses = [clause('1'), clause('2')]
const PEOPLE = 12

/** Prepares many members who have read a policy and can sign it. */
async function createReaders(kit: Kit) {
  const company = await policyCompany(kit)
  const people: MemberActor[] = []
  for (let count = 0; count < PEOPLE; count += 1)
    people.push(await kit.given.member({ department: count % 2 === 0 ? company.north : company.south }))
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const bodies: SignBody[] = []
  for (const [index, person] of people.entries())
    bodies.push(readAll(await openPolicy(kit, person, id, index % 3 === 0 ? 'en' : 'zh-CN')))
  kit.deps.clock.advanceSeconds(60)
  const signAll = (instance: Kit = kit) =>
    Promise.allSettled(people.map((person, index) => sign(instance, person, id, bodies[index]!)))
  return { ...company, people, id, bodies, signAll }
}

const codesOf = (results: PromiseSettledResult<{ code: string }>[]) =>
  results.map((result) =>
    result.status === 'fulfilled' ? result.value.code : (result.reason as { code?: string }).code,
  )

describe('concurrent signatures of one policy', () => {
  test('each of the members who sign concurrently gets a signature, an audit entry and a tile', async ({ kit }) => {
    const { id, bodies, lead, north, signAll } = await createReaders(kit)
    const codes = codesOf(await signAll())
    const rows = await kit.deps.db.select().from(policySignatures)
    const hashesIn = (language: string) => bodies.find((body) => body.language === language)?.hashes
    expect(hashesIn('en')).not.toEqual(hashesIn('zh-CN'))
    expect(rows.map(({ clauseHashes }) => clauseHashes)).toEqual(rows.map(({ language }) => hashesIn(language)))
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

  test('concurrent signatures mark each department as stale once', async ({ kit }) => {
    const { signAll } = await createReaders(kit)
    const before = await kit.deps.db.$count(policyRecounts)
    await signAll()
    expect((await kit.deps.db.$count(policyRecounts)) - before).toBe(2)
  })

  test('members who all sign twice get one row and one code each', async ({ kit }) => {
    const { signAll } = await createReaders(kit)
    const [once, again] = await Promise.all([signAll(), signAll()])
    expect(codesOf(again)).toEqual(codesOf(once))
    expect(await kit.deps.db.$count(policySignatures)).toBe(PEOPLE)
  })

  test('a signer in a batch who has not read the policy is refused, and the others are not', async ({ kit }) => {
    const { bodies, signAll } = await createReaders(kit)
    bodies[3] = { ...bodies[3]!, read: {} }
    bodies[7] = { ...bodies[7]!, token: '0'.repeat(64) }
    const codes = codesOf(await signAll())
    expect([codes[3], codes[7]]).toEqual(['policy.not_read', 'policy.open_again'])
    expect(await kit.deps.db.$count(policySignatures)).toBe(PEOPLE - 2)
  })

  test('signatures are written one by one when the database refuses the batch', async ({ kit }) => {
    const { signAll } = await createReaders(kit)
    const { ids } = kit.deps
    let count = 0
    // The third signature once gets the id of the second.
    const next: typeof ids.next = (kind) => {
      if (kind !== 'signature') return ids.next(kind)
      count += 1
      return count === 3 ? (`sig_${'0'.repeat(5)}2` as never) : ids.next(kind)
    }
    const results = await signAll({ ...kit, deps: { ...kit.deps, ids: { ...ids, next } } })
    expect(results.map(({ status }) => status)).toEqual(Array(PEOPLE).fill('fulfilled'))
    expect(count).toBeGreaterThan(PEOPLE)
    expect(await kit.deps.db.$count(policySignatures)).toBe(PEOPLE)
  })

  test('all signatures of a version that was replaced after it was read are refused', async ({ kit }) => {
    const { id, signAll, ...company } = await createReaders(kit)
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), clause('2')]))
    expect(new Set(codesOf(await signAll()))).toEqual(new Set(['policy.newer_version']))
    expect(await kit.deps.db.$count(policySignatures)).toBe(0)
  })
})
