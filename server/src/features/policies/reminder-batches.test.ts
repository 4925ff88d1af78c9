import { describe, expect } from 'vitest'
import { notices, policyMailings } from '../../db/schema/index.ts'
import { syncMembers } from '../../directory/sync-members-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  nextVersion,
  policyCompany,
  published,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { reaffirm } from './roster/change-person.ts'
import { planDailyRound } from './reminders/jobs/plan-daily-reminders.ts'
import { urgePolicy } from './reminders/remind-signers.ts'

const clauses = [clause('1'), clause('2')]
const titlesTo = ({ deps }: Kit, userid: string) =>
  deps.wecom.mailings.filter(({ userids }) => userids.includes(userid)).map(({ card }) => card.title)
const HOUR_OF_NIGHT = 12

async function nextMorning(kit: Kit): Promise<void> {
  kit.deps.clock.advanceHours(24)
  await planDailyRound(kit.deps)
  await drainOutbox(kit.deps)
}

describe('telling people', () => {
  test('goes out in one call for all who are told the same', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const old = await kit.given.member({ department: north })
    const id = await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings).toMatchObject([
      {
        userids: ['author', 'lead', old.userid],
        card: { title: '待签收：使用规范', subtitle: '1.0 版，共 2 条，3 月 24 日 前' },
      },
    ])
    await readAndSign(kit, old, id)
    await nextVersion(kit, two, id, 'major', draftOf([clause('1', '改。'), clause('2')]))
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, old.userid).at(-1)).toBe('待签收：使用规范 2.0 版')
    expect(titlesTo(kit, 'lead').at(-1)).toBe('待签收：使用规范')
  })

  test('says to who has to read all of it that it is all, whatever others have to', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const again = await kit.given.member({ userid: 'a-again', department: north })
    const delta = await kit.given.member({ userid: 'b-delta', department: north })
    const id = await published(kit, two, draftOf(clauses))
    await readAndSign(kit, again, id)
    await readAndSign(kit, delta, id)
    await reaffirm(kit.deps, two.author, { id, userid: again.userid, reason: '岗位变了' })
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(1)
    await nextVersion(kit, two, id, 'major', draftOf([clause('1', '改。'), clause('2')]))
    await drainOutbox(kit.deps)
    expect([titlesTo(kit, again.userid).at(-1), titlesTo(kit, delta.userid).at(-1)]).toEqual([
      '待签收：使用规范',
      '待签收：使用规范 2.0 版',
    ])
  })

  test('reminds after once, twice and three times the interval, then never again; the department admin hears of it', async ({
    kit,
  }) => {
    const { north, ...two } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const admin = await kit.given.member({ department: north, adminOf: [north] })
    const id = await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    await readAndSign(kit, admin, id)
    const told: number[] = []
    for (let day = 1; day <= 14; day += 1) {
      const before = titlesTo(kit, person.userid).length
      await nextMorning(kit)
      if (titlesTo(kit, person.userid).length > before) told.push(day)
    }
    // 19 March, then the weekend: 21 and 23 fall on Monday 23 together.
    expect(told).toEqual([2, 6])
    expect(
      titlesTo(kit, admin.userid).filter((title) => title === '你的部门还有 1 人没签').length,
    ).toBeGreaterThanOrEqual(2)
    expect(titlesTo(kit, person.userid).filter((title) => title.includes('还有'))).toHaveLength(2)
  })

  test('tells a joiner on the next working morning, once, and reminds him from then on', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    await nextMorning(kit)
    kit.deps.clock.advanceHours(3)
    const known = kit.deps.wecom.members.get('lead')!
    const joiner = { ...known, userid: 'new', departments: [north], mainDepartment: north }
    await kit.deps.db.transaction((tx) =>
      syncMembers(kit.deps, tx, [joiner], { at: kit.deps.clock.now(), source: 'test' }),
    )
    kit.deps.wecom.members.set('new', joiner)
    const told: number[] = []
    for (let day = 1; day <= 10; day += 1) {
      const before = titlesTo(kit, 'new').length
      await nextMorning(kit)
      told.push(...Array.from({ length: titlesTo(kit, 'new').length - before }, () => day))
    }
    // He came on 18 March: told on the 19th, reminded on the 20th, and on Monday and Tuesday after.
    expect(told).toEqual([1, 2, 5, 6])
  })

  test('tells whose account was locked when everybody was told, the morning after he is back, once', async ({
    kit,
  }) => {
    const { north, ...two } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const known = kit.deps.wecom.members.get(person.userid)!
    const put = async (status: 1 | 2) => {
      kit.deps.clock.advanceSeconds(60)
      const reading = { at: kit.deps.clock.now(), source: 'test' }
      await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [{ ...known, status }], reading))
    }
    await put(2)
    await published(kit, two, draftOf(clauses, { remindEveryDays: 30 }))
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, person.userid)).toEqual([])
    await put(1)
    await nextMorning(kit)
    expect(titlesTo(kit, person.userid)).toHaveLength(1)
    await nextMorning(kit)
    expect(titlesTo(kit, person.userid)).toHaveLength(1)
  })

  test('does not tell again whom everybody’s card reached because he came before it went out', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    kit.deps.clock.advanceHours(HOUR_OF_NIGHT)
    await published(kit, two, draftOf(clauses))
    kit.deps.clock.advanceHours(2)
    const joiner = {
      ...kit.deps.wecom.members.get('lead')!,
      userid: 'new',
      departments: [north],
      mainDepartment: north,
    }
    await kit.deps.db.transaction((tx) =>
      syncMembers(kit.deps, tx, [joiner], { at: kit.deps.clock.now(), source: 'test' }),
    )
    kit.deps.wecom.members.set('new', joiner)
    kit.deps.clock.advanceHours(10)
    await drainOutbox(kit.deps)
    await planDailyRound(kit.deps)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'new')).toEqual(['待签收：使用规范'])
  })

  test('is one card a day, however many policies wait', async ({ kit }) => {
    const two = await policyCompany(kit)
    await published(kit, two, draftOf(clauses))
    await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(24)
    await nextMorning(kit)
    expect(titlesTo(kit, 'lead').filter((title) => title.includes('没签收'))).toEqual(['还有 2 份没签收'])
  })

  test('waits for the morning, and leaves out who signed meanwhile', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    kit.deps.clock.advanceHours(HOUR_OF_NIGHT)
    const id = await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings).toEqual([])
    await readAndSign(kit, person, id)
    kit.deps.clock.advanceHours(12)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, person.userid)).toEqual([])
    expect(titlesTo(kit, 'lead')).toHaveLength(1)
  })

  test('shows whom it did not reach, until it does', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const ghost = await kit.given.member({ userid: 'ghost', department: north })
    const known = kit.deps.wecom.members.get('ghost')!
    kit.deps.wecom.members.delete('ghost')
    const id = await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ undelivered: 1 })
    kit.deps.wecom.members.set(ghost.userid, known)
    await urgePolicy(kit.deps, two.author, { id })
    await drainOutbox(kit.deps)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ pending: 1 })
  })

  test('urges everybody once a day, whoever presses how often', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const admin = await kit.given.member({ department: north, adminOf: [north] })
    await kit.given.member({ department: north })
    const id = await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    expect(await urgePolicy(kit.deps, admin, { id })).toEqual({ reached: 2, skipped: 0 })
    await drainOutbox(kit.deps)
    expect(await urgePolicy(kit.deps, two.author, { id })).toEqual({ reached: 2, skipped: 2 })
    await drainOutbox(kit.deps)
    await expect(urgePolicy(kit.deps, two.author, { id })).rejects.toMatchObject({ code: 'policy.urged_lately' })
    const urged = (await kit.deps.db.select().from(notices)).filter(({ event }) => event === 'policy.urged')
    expect(urged).toHaveLength(4)
  })

  test('urges of the night and of the next morning are one', async ({ kit }) => {
    const two = await policyCompany(kit)
    const id = await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(HOUR_OF_NIGHT)
    await urgePolicy(kit.deps, two.author, { id })
    await urgePolicy(kit.deps, two.author, { id })
    kit.deps.clock.advanceHours(12)
    await drainOutbox(kit.deps)
    await expect(urgePolicy(kit.deps, two.author, { id })).rejects.toMatchObject({ code: 'policy.urged_lately' })
    expect(titlesTo(kit, 'lead').filter((title) => title.startsWith('催'))).toHaveLength(1)
  })

  test('reminds once a morning, also of a day on which nobody could be told any more', async ({ kit }) => {
    const two = await policyCompany(kit)
    await published(kit, two, draftOf(clauses, { remindEveryDays: 1 }))
    await drainOutbox(kit.deps)
    // Down all day: the round of the 18th is owed in the night, and goes out on the 19th.
    kit.deps.clock.advanceHours(24 + HOUR_OF_NIGHT)
    await planDailyRound(kit.deps)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(12)
    await planDailyRound(kit.deps)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'lead')).toEqual(['待签收：使用规范', '还有 1 份没签收'])
  })

  test('urges the chosen ones who owe it, and says how many that are', async ({ kit }) => {
    const { north, south, ...two } = await policyCompany(kit)
    const admin = await kit.given.member({ department: north, adminOf: [north], roles: ['auditor'] })
    const [a, b] = [await kit.given.member({ department: north }), await kit.given.member({ department: north })]
    const foreign = await kit.given.member({ department: south })
    const id = await published(kit, two, draftOf(clauses))
    await drainOutbox(kit.deps)
    await readAndSign(kit, a, id)
    const userids = [a.userid, b.userid, foreign.userid]
    expect(await urgePolicy(kit.deps, admin, { id, userids })).toEqual({ reached: 1, skipped: 0 })
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, foreign.userid).filter((title) => title.startsWith('催'))).toEqual([])
    expect(await urgePolicy(kit.deps, two.author, { id, userids })).toEqual({ reached: 1, skipped: 1 })
    await expect(urgePolicy(kit.deps, admin, { id, department: south })).rejects.toMatchObject({
      code: 'policy.not_found',
    })
  })

  test('says nothing more of a version that another one took over in the night', async ({ kit }) => {
    const two = await policyCompany(kit)
    kit.deps.clock.advanceHours(HOUR_OF_NIGHT)
    const id = await published(kit, two, draftOf(clauses))
    await nextVersion(kit, two, id, 'major', draftOf([clause('1', '改。'), clause('2')]))
    kit.deps.clock.advanceHours(12)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'lead')).toEqual(['待签收：使用规范'])
  })

  test('a second try says the same to the same people', async ({ kit }) => {
    const two = await policyCompany(kit)
    const id = await published(kit, two, draftOf(clauses))
    kit.deps.wecom.failures.push(new Error('the line went dead'))
    await drainOutbox(kit.deps)
    const [frozen] = await kit.deps.db.select().from(policyMailings)
    expect(frozen).toMatchObject({ userids: ['author', 'lead'], sentAt: null })
    await readAndSign(kit, two.lead, id)
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings).toMatchObject([{ userids: ['author', 'lead'] }])
  })
})
