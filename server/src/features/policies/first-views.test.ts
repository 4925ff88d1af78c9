import { describe, expect } from 'vitest'
import { policyFirstViews } from '../../db/schema/index.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAll,
  readAndSign,
  sign,
} from '../../testing/fixtures/policy.ts'
import { purgeExpired } from '../privacy/jobs/purge-expired.ts'
import { exemptPerson, requestNewSignature } from './roster/change-person.ts'
import { offsetTime } from '../../kernel/local-time.ts'
import { rosterCsv } from './evidence/roster-csv.ts'
import { selectRoster } from './evidence/roster-rows.ts'
import { destroySignerKey } from './signing/destroy-signer-key.ts'
import { getPersonHistory } from './board/get-history.ts'
import { listPeople } from './board/list-people.ts'
import { createFirstViewRecorder } from './signing/record-first-views.ts'
import { insertFirstViews } from './signing/first-view-queries.ts'
import { readPeople } from './backend-api/read-people.ts'

const clauses = [clause('1'), clause('2')]

async function createPolicyWithReader(kit: Kit) {
  const company = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'GuoJi', department: company.north })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const readOpenedAt = async () => {
    const { items } = await listPeople(kit.deps, company.lead, { id })
    return items.find(({ userid }) => userid === person.userid)?.openedAt
  }
  return { ...company, person, id, readOpenedAt }
}

const currentTime = ({ deps }: Kit) => deps.clock.now().toISOString()
const listStoredViews = ({ deps }: Kit) => deps.db.select().from(policyFirstViews)

describe('first views', () => {
  test('the first view of a version is kept for any spelling of the userid, and is not later than the signature', async ({
    kit,
  }) => {
    const { person, id, lead, readOpenedAt } = await createPolicyWithReader(kit)
    expect(await readOpenedAt()).toBeNull()
    const first = currentTime(kit)
    const view = await openPolicy(kit, person, id)
    kit.deps.clock.advanceSeconds(60)
    await openPolicy(kit, { ...person, userid: 'guoji' }, id, 'en')
    await kit.settleFirstViews()
    kit.deps.clock.advanceHours(1)
    await openPolicy(kit, person, id)
    await kit.settleFirstViews()
    expect(await listStoredViews(kit)).toMatchObject([{ userid: 'guoji', openedAt: new Date(first) }])
    expect(await readOpenedAt()).toBe(first)
    await sign(kit, person, id, readAll(view))
    const { signatures } = await getPersonHistory(kit.deps, lead, { id, userid: person.userid })
    expect(signatures).toMatchObject([{ openedAt: first, signedAt: currentTime(kit) }])
  })

  test('first views are in the export and in the backend API', async ({ kit }) => {
    const { person, id, lead } = await createPolicyWithReader(kit)
    await openPolicy(kit, person, id)
    await kit.settleFirstViews()
    let csv = ''
    const selection = (await selectRoster(kit.deps, lead, { policy: id, department: '0' }))!
    for await (const part of rosterCsv(selection)) csv += part
    const [head, ...lines] = csv.replaceAll('"', '').split('\r\n')
    const column = head!.split(',').indexOf('opened_at')
    // The last line contains the number of rows.
    expect(
      lines
        .filter(Boolean)
        .slice(0, -1)
        .map((line) => line.split(',')[column]),
    ).toEqual([offsetTime('Asia/Shanghai', kit.deps.clock.now()), '', ''])
    const { items } = await readPeople(kit.deps, id, {}, { hasNames: false })
    expect(items.map(({ openedAt }) => openedAt)).toEqual([currentTime(kit), null, null])
  })

  test('the first view shown is that of the signed version, else of the version to sign', async ({ kit }) => {
    const { person, id, readOpenedAt, ...company } = await createPolicyWithReader(kit)
    const first = currentTime(kit)
    await readAndSign(kit, person, id)
    await publishNextVersion(kit, company, id, 'no_resign', draftOf([clause('1'), clause('2', '错字改了。')]))
    await openPolicy(kit, person, id)
    await kit.settleFirstViews()
    expect(await readOpenedAt()).toBe(first)
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1'), clause('2', '改。')]))
    expect(await readOpenedAt()).toBeNull()
    await openPolicy(kit, person, id)
    await kit.settleFirstViews()
    expect(await readOpenedAt()).toBe(currentTime(kit))
  })

  test('no first view is stored for people who are outside the audience, are exempt, or have signed', async ({
    kit,
  }) => {
    const { person, id, author, lead, south } = await createPolicyWithReader(kit)
    const outside = await kit.given.member({ department: south })
    const audience = { everyone: false, departments: [], roles: [], partners: false, people: ['guoji'] }
    const narrow = await createPublishedPolicy(kit, { author, lead }, draftOf(clauses, { audience }))
    await expect(openPolicy(kit, outside, narrow)).rejects.toMatchObject({ code: 'policy.not_found' })
    await exemptPerson(kit.deps, author, { id, userid: person.userid, reason: '产假', until: null })
    await openPolicy(kit, person, id)
    await kit.settleFirstViews()
    expect(await listStoredViews(kit)).toEqual([])
    await readAndSign(kit, person, narrow)
    await kit.settleFirstViews()
    await kit.deps.db.delete(policyFirstViews)
    await openPolicy(kit, person, narrow)
    await kit.settleFirstViews()
    expect(await listStoredViews(kit)).toEqual([])
  })

  test('a first view after a signature is not shown with it, when a new signature was requested', async ({ kit }) => {
    const { person, id, lead } = await createPolicyWithReader(kit)
    const { code } = await readAndSign(kit, person, id)
    await kit.settleFirstViews()
    await kit.deps.db.delete(policyFirstViews)
    kit.deps.clock.advanceHours(1)
    await requestNewSignature(kit.deps, lead, { id, userid: person.userid, reason: '岗位变了' })
    kit.deps.clock.advanceHours(1)
    const reopenedAt = currentTime(kit)
    await readAndSign(kit, person, id)
    await kit.settleFirstViews()
    const { signatures } = await getPersonHistory(kit.deps, lead, { id, userid: person.userid })
    expect(signatures.map(({ openedAt }) => openedAt)).toEqual([reopenedAt, null])
    expect(signatures[1]?.receipt).toBe(code)
  })
})

describe('deletion of first views', () => {
  test("first views are deleted with the signer's key, manually and 400 days after the person left", async ({
    kit,
  }) => {
    const { person, id, lead } = await createPolicyWithReader(kit)
    await readAndSign(kit, person, id)
    await readAndSign(kit, lead, id)
    await kit.settleFirstViews()
    const userids = async () => (await listStoredViews(kit)).map(({ userid }) => userid).sort()
    expect(await userids()).toEqual(['guoji', 'lead'])
    await destroySignerKey(kit.deps, lead, { userid: 'guoji' })
    expect(await userids()).toEqual(['lead'])
    // Still a member, the person has to sign again; they open the policy and leave without signing.
    await openPolicy(kit, person, id)
    await kit.settleFirstViews()
    expect(await userids()).toEqual(['guoji', 'lead'])
    await kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['GuoJi'], { at: kit.deps.clock.now(), source: 'test' }),
    )
    kit.deps.clock.advanceDays(399)
    await purgeExpired(kit.deps)
    expect(await userids()).toEqual(['guoji', 'lead'])
    kit.deps.clock.advanceDays(2)
    await purgeExpired(kit.deps)
    expect(await userids()).toEqual(['lead'])
  })
})

describe('createFirstViewRecorder', () => {
  const viewOf = (index: number, at = '2026-03-17T02:00:00.000Z') => ({
    versionId: 'pov_000001' as const,
    userid: `u${String(index)}`,
    openedAt: new Date(at),
  })

  /** Creates a recorder whose wait the test ends. */
  function createRecorder(kit: Kit, db = kit.deps.db) {
    const waits: (() => void)[] = []
    const warnings: object[] = []
    const log = { ...kit.deps.log, warn: (facts: object) => void warnings.push(facts) }
    return { ...createFirstViewRecorder({ db, log }, (run) => void waits.push(run)), waits, warnings }
  }

  test('views within one wait are written together at its end', async ({ kit }) => {
    const { record, settle, waits } = createRecorder(kit)
    for (const n of [2, 1, 3, 1]) record(viewOf(n))
    expect(waits).toHaveLength(1)
    expect(await listStoredViews(kit)).toEqual([])
    waits[0]!()
    await settle()
    expect((await listStoredViews(kit)).map(({ userid }) => userid)).toEqual(['u1', 'u2', 'u3'])
    record(viewOf(1, '2026-03-18T02:00:00.000Z'))
    expect(waits).toHaveLength(2)
    await settle()
    expect((await listStoredViews(kit)).map(({ openedAt }) => openedAt)).toEqual(Array(3).fill(viewOf(1).openedAt))
  })

  test('views that cannot be written are lost with a warning, and later views are tried again', async ({ kit }) => {
    const failingDb = { execute: () => Promise.reject(new Error('gone')) } as unknown as Kit['deps']['db']
    const { record, settle, warnings } = createRecorder(kit, failingDb)
    record(viewOf(1))
    record(viewOf(2))
    await expect(settle()).resolves.toBeUndefined()
    expect(warnings).toMatchObject([{ err: { message: 'gone' } }, { lost: 2 }])
    record(viewOf(3))
    await settle()
    expect(warnings.slice(2)).toMatchObject([{ err: { message: 'gone' } }, { lost: 1 }])
  })

  test('views above the limit are lost and counted, so that memory use is bounded', async ({ kit }) => {
    const { record, settle, warnings } = createRecorder(kit)
    for (let n = 0; n < 5_003; n += 1) record(viewOf(n))
    await settle()
    expect(await kit.deps.db.$count(policyFirstViews)).toBe(5_000)
    expect(warnings).toEqual([{ lost: 3 }])
  })

  test('views that two instances write concurrently are stored once each', async ({ kit }) => {
    const many = Array.from({ length: 200 }, (_, n) => viewOf(n))
    const instances = [many, many.toReversed()]
    await Promise.all(instances.map((views) => insertFirstViews(kit.deps.db, views)))
    expect(await kit.deps.db.$count(policyFirstViews)).toBe(200)
  })
})
