import { describe, expect } from 'vitest'
import { policyOpenings } from '../../db/schema/index.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  draftOf,
  nextVersion,
  open,
  policyCompany,
  published,
  readAll,
  readAndSign,
  sign,
} from '../../testing/fixtures/policy.ts'
import { purgeExpired } from '../privacy/jobs/purge-expired.ts'
import { exemptPerson, reaffirm } from './roster/change-person.ts'
import { rosterCsv } from './evidence/export-roster.ts'
import { forgetSigner } from './signing/forget-signer.ts'
import { getPersonHistory } from './board/get-history.ts'
import { listPeople } from './board/list-people.ts'
import { createFirstViews } from './signing/note-first-views.ts'
import { insertOpenings } from './signing/first-view-queries.ts'
import { readPeople } from './backend-api/read-for-backend.ts'

const clauses = [clause('1'), clause('2')]

async function asked(kit: Kit) {
  const company = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'GuoJi', department: company.north })
  const id = await published(kit, company, draftOf(clauses))
  const shown = async () => {
    const { items } = await listPeople(kit.deps, company.lead, { id })
    return items.find(({ userid }) => userid === person.userid)?.openedAt
  }
  return { ...company, person, id, shown }
}

const nowOf = ({ deps }: Kit) => deps.clock.now().toISOString()
const kept = ({ deps }: Kit) => deps.db.select().from(policyOpenings)

describe('when somebody opened what he is to sign', () => {
  test('is when he first did, by any spelling of his userid, and never later than he signed', async ({ kit }) => {
    const { person, id, lead, shown } = await asked(kit)
    expect(await shown()).toBeNull()
    const first = nowOf(kit)
    const view = await open(kit, person, id)
    kit.deps.clock.advanceSeconds(60)
    await open(kit, { ...person, userid: 'guoji' }, id, 'en')
    await kit.settleFirstViews()
    kit.deps.clock.advanceHours(1)
    await open(kit, person, id)
    await kit.settleFirstViews()
    expect(await kept(kit)).toMatchObject([{ userid: 'guoji', openedAt: new Date(first) }])
    expect(await shown()).toBe(first)
    await sign(kit, person, id, readAll(view))
    const { signatures } = await getPersonHistory(kit.deps, lead, { id, userid: person.userid })
    expect(signatures).toMatchObject([{ openedAt: first, signedAt: nowOf(kit) }])
  })

  test('is in the export, and told to the backend', async ({ kit }) => {
    const { person, id, lead } = await asked(kit)
    await open(kit, person, id)
    await kit.settleFirstViews()
    let csv = ''
    for await (const part of rosterCsv(kit.deps, lead, { policy: id, department: '0' })) csv += part
    const [head, ...lines] = csv.replaceAll('"', '').split('\r\n')
    const column = head!.split(',').indexOf('opened_at')
    // The last line says how many there are.
    expect(
      lines
        .filter(Boolean)
        .slice(0, -1)
        .map((line) => line.split(',')[column]),
    ).toEqual([nowOf(kit), '', ''])
    const { items } = await readPeople(kit.deps, id, '')
    expect(items.map(({ openedAt }) => openedAt)).toEqual([nowOf(kit), null, null])
  })

  test('is that of the version that he signed, else of the one that he is to sign', async ({ kit }) => {
    const { person, id, shown, ...two } = await asked(kit)
    const first = nowOf(kit)
    await readAndSign(kit, person, id)
    await nextVersion(kit, two, id, 'no_resign', draftOf([clause('1'), clause('2', '错字改了。')]))
    await open(kit, person, id)
    await kit.settleFirstViews()
    expect(await shown()).toBe(first)
    await nextVersion(kit, two, id, 'major', draftOf([clause('1'), clause('2', '改。')]))
    expect(await shown()).toBeNull()
    await open(kit, person, id)
    await kit.settleFirstViews()
    expect(await shown()).toBe(nowOf(kit))
  })

  test('is kept of nobody whom it does not bind, who is exempt, or who signed', async ({ kit }) => {
    const { person, id, author, lead, south } = await asked(kit)
    const outside = await kit.given.member({ department: south })
    const audience = { everyone: false, departments: [], roles: [], partners: false, people: ['guoji'] }
    const narrow = await published(kit, { author, lead }, draftOf(clauses, { audience }))
    await expect(open(kit, outside, narrow)).rejects.toMatchObject({ code: 'policy.not_found' })
    await exemptPerson(kit.deps, author, { id, userid: person.userid, reason: '产假', until: null })
    await open(kit, person, id)
    await kit.settleFirstViews()
    expect(await kept(kit)).toEqual([])
    await readAndSign(kit, person, narrow)
    await kit.settleFirstViews()
    await kit.deps.db.delete(policyOpenings)
    await open(kit, person, narrow)
    await kit.settleFirstViews()
    expect(await kept(kit)).toEqual([])
  })

  test('is not told of a signature before it: it was asked for again, and the first time is not on record', async ({
    kit,
  }) => {
    const { person, id, lead } = await asked(kit)
    const { code } = await readAndSign(kit, person, id)
    await kit.settleFirstViews()
    await kit.deps.db.delete(policyOpenings)
    kit.deps.clock.advanceHours(1)
    await reaffirm(kit.deps, lead, { id, userid: person.userid, reason: '岗位变了' })
    kit.deps.clock.advanceHours(1)
    const again = nowOf(kit)
    await readAndSign(kit, person, id)
    await kit.settleFirstViews()
    const { signatures } = await getPersonHistory(kit.deps, lead, { id, userid: person.userid })
    expect(signatures.map(({ openedAt }) => openedAt)).toEqual([again, null])
    expect(signatures[1]?.receipt).toBe(code)
  })
})

describe('what is kept of it', () => {
  test('goes when the key to the name does, by hand and some time after its person left', async ({ kit }) => {
    const { person, id, lead } = await asked(kit)
    await readAndSign(kit, person, id)
    await readAndSign(kit, lead, id)
    await kit.settleFirstViews()
    const userids = async () => (await kept(kit)).map(({ userid }) => userid).sort()
    expect(await userids()).toEqual(['guoji', 'lead'])
    await forgetSigner(kit.deps, lead, { userid: 'guoji' })
    expect(await userids()).toEqual(['lead'])
    // Here, he is asked again; he opens it, and leaves without a signature.
    await open(kit, person, id)
    await kit.settleFirstViews()
    expect(await userids()).toEqual(['guoji', 'lead'])
    await kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['GuoJi'], { at: kit.deps.clock.now(), source: 'test' }),
    )
    kit.deps.clock.advanceHours(24 * 399)
    await purgeExpired(kit.deps)
    expect(await userids()).toEqual(['guoji', 'lead'])
    kit.deps.clock.advanceHours(24 * 2)
    await purgeExpired(kit.deps)
    expect(await userids()).toEqual(['lead'])
  })
})

describe('openings that come together', () => {
  const of = (n: number, at = '2026-03-17T02:00:00.000Z') => ({
    versionId: 'pov_000001' as const,
    userid: `u${String(n)}`,
    openedAt: new Date(at),
  })

  /** With the moment after which they are written in the test's hand. */
  function gathered(kit: Kit, db = kit.deps.db) {
    const moments: (() => void)[] = []
    const said: object[] = []
    const log = { ...kit.deps.log, warn: (facts: object) => void said.push(facts) }
    return { ...createFirstViews({ db, log }, (run) => void moments.push(run)), moments, said }
  }

  test('wait for one moment, and are one statement', async ({ kit }) => {
    const { note, settle, moments } = gathered(kit)
    for (const n of [2, 1, 3, 1]) note(of(n))
    expect(moments).toHaveLength(1)
    expect(await kept(kit)).toEqual([])
    moments[0]!()
    await settle()
    expect((await kept(kit)).map(({ userid }) => userid)).toEqual(['u1', 'u2', 'u3'])
    note(of(1, '2026-03-18T02:00:00.000Z'))
    expect(moments).toHaveLength(2)
    await settle()
    expect((await kept(kit)).map(({ openedAt }) => openedAt)).toEqual(Array(3).fill(of(1).openedAt))
  })

  test('are lost when they cannot be written, with a word in the log, and the next ones are not', async ({ kit }) => {
    const broken = { execute: () => Promise.reject(new Error('gone')) } as unknown as Kit['deps']['db']
    const { note, settle, said } = gathered(kit, broken)
    note(of(1))
    note(of(2))
    await expect(settle()).resolves.toBeUndefined()
    expect(said).toMatchObject([{ err: { message: 'gone' } }, { lost: 2 }])
    note(of(3))
    await settle()
    expect(said.slice(2)).toMatchObject([{ err: { message: 'gone' } }, { lost: 1 }])
  })

  test('never fill the memory: more than fit are lost, and counted', async ({ kit }) => {
    const { note, settle, said } = gathered(kit)
    for (let n = 0; n < 5_003; n += 1) note(of(n))
    await settle()
    expect(await kit.deps.db.$count(policyOpenings)).toBe(5_000)
    expect(said).toEqual([{ lost: 3 }])
  })

  test('of two instances at once are kept once each', async ({ kit }) => {
    const many = Array.from({ length: 200 }, (_, n) => of(n))
    const two = [many, many.toReversed()]
    await Promise.all(two.map((openings) => insertOpenings(kit.deps.db, openings)))
    expect(await kit.deps.db.$count(policyOpenings)).toBe(200)
  })
})
