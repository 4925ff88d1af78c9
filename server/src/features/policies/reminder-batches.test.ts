import { describe, expect } from 'vitest'
import { notices, policyMailings } from '../../db/schema/index.ts'
import { syncMembers } from '../../directory/sync-members-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  publishNextVersion,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { requestNewSignature } from './roster/change-person.ts'
import { planDailyReminders } from './reminders/jobs/plan-daily-reminders.ts'
import { remindSigners } from './reminders/remind-signers.ts'

const clauses = [clause('1'), clause('2')]
const titlesTo = ({ deps }: Kit, userid: string) =>
  deps.wecom.mailings.filter(({ userids }) => userids.includes(userid)).map(({ card }) => card.title)
const HOURS_TO_NIGHT = 12

async function startNextMorning(kit: Kit): Promise<void> {
  kit.deps.clock.advanceHours(24)
  await planDailyReminders(kit.deps)
  await drainOutbox(kit.deps)
}

describe('reminder batches', () => {
  test('all recipients of the same card are notified in one call', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const earlierSigner = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings).toMatchObject([
      {
        userids: ['author', 'lead', earlierSigner.userid],
        card: { title: '待签收：使用规范', subtitle: '1.0 版，共 2 条，3 月 24 日 前' },
      },
    ])
    await readAndSign(kit, earlierSigner, id)
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), clause('2')]))
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, earlierSigner.userid).at(-1)).toBe('待签收：使用规范 2.0 版')
    expect(titlesTo(kit, 'lead').at(-1)).toBe('待签收：使用规范')
  })

  test('the card of a person who has to read the whole policy says so, even if others read only the changes', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const again = await kit.given.member({ userid: 'a-again', department: north })
    const delta = await kit.given.member({ userid: 'b-delta', department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await readAndSign(kit, again, id)
    await readAndSign(kit, delta, id)
    await requestNewSignature(kit.deps, company.author, { id, userid: again.userid, reason: '岗位变了' })
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(1)
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), clause('2')]))
    await drainOutbox(kit.deps)
    expect([titlesTo(kit, again.userid).at(-1), titlesTo(kit, delta.userid).at(-1)]).toEqual([
      '待签收：使用规范',
      '待签收：使用规范 2.0 版',
    ])
  })

  test('a person is reminded after one, two and three intervals, then the department admin is notified', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const admin = await kit.given.member({ department: north, adminOf: [north] })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    await readAndSign(kit, admin, id)
    const notifiedOn: number[] = []
    for (let day = 1; day <= 14; day += 1) {
      const before = titlesTo(kit, person.userid).length
      await startNextMorning(kit)
      if (titlesTo(kit, person.userid).length > before) notifiedOn.push(day)
    }
    // 19 March; the reminders of Saturday 21 and Monday 23 are sent together on Monday 23.
    expect(notifiedOn).toEqual([2, 6])
    expect(
      titlesTo(kit, admin.userid).filter((title) => title === '你的部门还有 1 人未签收').length,
    ).toBeGreaterThanOrEqual(2)
    expect(titlesTo(kit, person.userid).filter((title) => title.includes('还有'))).toHaveLength(2)
  })

  test('a new member is notified once on the next working morning, and reminded from then on', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    await startNextMorning(kit)
    kit.deps.clock.advanceHours(3)
    const lead = kit.deps.wecom.members.get('lead')!
    const joiner = { ...lead, userid: 'new', departments: [north], mainDepartment: north }
    await kit.deps.db.transaction((tx) =>
      syncMembers(kit.deps, tx, [joiner], { at: kit.deps.clock.now(), source: 'test' }),
    )
    kit.deps.wecom.members.set('new', joiner)
    const notifiedOn: number[] = []
    for (let day = 1; day <= 10; day += 1) {
      const before = titlesTo(kit, 'new').length
      await startNextMorning(kit)
      notifiedOn.push(...Array.from({ length: titlesTo(kit, 'new').length - before }, () => day))
    }
    // Joined on 18 March: notified on the 19th, reminded on the 20th and on the following Monday and Tuesday.
    expect(notifiedOn).toEqual([1, 2, 5, 6])
  })

  test('a member whose account is disabled at the publication is notified once, the morning after it is enabled', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const memberBefore = kit.deps.wecom.members.get(person.userid)!
    const setStatus = async (status: 1 | 2) => {
      kit.deps.clock.advanceSeconds(60)
      const sync = { at: kit.deps.clock.now(), source: 'test' }
      await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [{ ...memberBefore, status }], sync))
    }
    await setStatus(2)
    await createPublishedPolicy(kit, company, draftOf(clauses, { remindEveryDays: 30 }))
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, person.userid)).toEqual([])
    await setStatus(1)
    await startNextMorning(kit)
    expect(titlesTo(kit, person.userid)).toHaveLength(1)
    await startNextMorning(kit)
    expect(titlesTo(kit, person.userid)).toHaveLength(1)
  })

  test('a new member who received the card of the publication is not notified again', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    kit.deps.clock.advanceHours(HOURS_TO_NIGHT)
    await createPublishedPolicy(kit, company, draftOf(clauses))
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
    await planDailyReminders(kit.deps)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'new')).toEqual(['待签收：使用规范'])
  })

  test('a person gets one reminder card a day for all unsigned policies', async ({ kit }) => {
    const company = await policyCompany(kit)
    await createPublishedPolicy(kit, company, draftOf(clauses))
    await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(24)
    await startNextMorning(kit)
    expect(titlesTo(kit, 'lead').filter((title) => title.startsWith('还有'))).toEqual(['还有 2 份制度待签收'])
  })

  test('a batch planned in the night is sent in the morning, without people who signed since then', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    kit.deps.clock.advanceHours(HOURS_TO_NIGHT)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings).toEqual([])
    await readAndSign(kit, person, id)
    kit.deps.clock.advanceHours(12)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, person.userid)).toEqual([])
    expect(titlesTo(kit, 'lead')).toHaveLength(1)
  })

  test('a person who could not be reached is shown as undelivered until a message reaches them', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const ghost = await kit.given.member({ userid: 'ghost', department: north })
    const memberBefore = kit.deps.wecom.members.get('ghost')!
    kit.deps.wecom.members.delete('ghost')
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ undelivered: 1 })
    kit.deps.wecom.members.set(ghost.userid, memberBefore)
    await remindSigners(kit.deps, company.author, { id })
    await drainOutbox(kit.deps)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 1 })
  })

  test('a person gets one manual reminder a day, whoever sends it', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const admin = await kit.given.member({ department: north, adminOf: [north] })
    await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    expect(await remindSigners(kit.deps, admin, { id })).toMatchObject({ reached: 2, skipped: 0 })
    await drainOutbox(kit.deps)
    expect(await remindSigners(kit.deps, company.author, { id })).toMatchObject({ reached: 2, skipped: 2 })
    await drainOutbox(kit.deps)
    await expect(remindSigners(kit.deps, company.author, { id })).rejects.toMatchObject({ code: 'policy.urged_lately' })
    const reminded = (await kit.deps.db.select().from(notices)).filter(({ event }) => event === 'policy.urged')
    expect(reminded).toHaveLength(4)
  })

  test('a manual reminder planned in the night is sent in the morning, and further ones are refused until then and after it', async ({
    kit,
  }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(HOURS_TO_NIGHT)
    await remindSigners(kit.deps, company.author, { id })
    await expect(remindSigners(kit.deps, company.author, { id })).rejects.toMatchObject({ code: 'policy.urged_lately' })
    kit.deps.clock.advanceHours(12)
    await drainOutbox(kit.deps)
    await expect(remindSigners(kit.deps, company.author, { id })).rejects.toMatchObject({ code: 'policy.urged_lately' })
    expect(titlesTo(kit, 'lead').filter((title) => title.startsWith('催'))).toHaveLength(1)
  })

  test('a person gets one reminder a morning, even when the batch of the day before is sent late', async ({ kit }) => {
    const company = await policyCompany(kit)
    await createPublishedPolicy(kit, company, draftOf(clauses, { remindEveryDays: 1 }))
    await drainOutbox(kit.deps)
    // The server was down all day: the batch of the 18th is planned in the night and sent on the 19th.
    kit.deps.clock.advanceHours(24 + HOURS_TO_NIGHT)
    await planDailyReminders(kit.deps)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(12)
    await planDailyReminders(kit.deps)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'lead')).toEqual(['待签收：使用规范', '还有 1 份制度待签收'])
  })

  test('a manual reminder to selected people reaches the unsigned ones and returns their number', async ({ kit }) => {
    const { north, south, ...company } = await policyCompany(kit)
    const admin = await kit.given.member({ department: north, adminOf: [north], roles: ['auditor'] })
    const [signed, unsigned] = [
      await kit.given.member({ department: north }),
      await kit.given.member({ department: north }),
    ]
    const foreign = await kit.given.member({ department: south })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await drainOutbox(kit.deps)
    await readAndSign(kit, signed, id)
    const userids = [signed.userid, unsigned.userid, foreign.userid]
    expect(await remindSigners(kit.deps, admin, { id, userids })).toMatchObject({ reached: 1, skipped: 0 })
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, foreign.userid).filter((title) => title.startsWith('催'))).toEqual([])
    expect(await remindSigners(kit.deps, company.author, { id, userids })).toMatchObject({ reached: 1, skipped: 1 })
    await expect(remindSigners(kit.deps, admin, { id, department: south })).rejects.toMatchObject({
      code: 'policy.not_found',
    })
  })

  test('no message is sent about a version that another one replaced in the night', async ({ kit }) => {
    const company = await policyCompany(kit)
    kit.deps.clock.advanceHours(HOURS_TO_NIGHT)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), clause('2')]))
    kit.deps.clock.advanceHours(12)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'lead')).toEqual(['待签收：使用规范'])
  })

  test('a retry sends the same card to the same people', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    kit.deps.wecom.failures.push(new Error('connection lost'))
    await drainOutbox(kit.deps)
    const [mailing] = await kit.deps.db.select().from(policyMailings)
    expect(mailing).toMatchObject({ userids: ['author', 'lead'], sentAt: null })
    await readAndSign(kit, company.lead, id)
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings).toMatchObject([{ userids: ['author', 'lead'] }])
  })
})
