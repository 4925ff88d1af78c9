import type { FirstDayView, JoinerBoard, JoinerCheck, OpeningView } from '@desk/shared/accounts/account-schemas'
import type { FirstDayStep } from '@desk/shared/accounts/opening-states'
import { describe, expect } from 'vitest'
import { auditEntries, members } from '../../db/schema/index.ts'
import { suspendAccount } from '../../directory/suspension-queries.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { joinerCompany } from '../../testing/fixtures/joiners.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  publishNextVersion,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'

const me = { kind: 'member' as const, userid: 'qiuchen1', roles: [], adminOf: [] }
const isDone = ({ steps }: FirstDayView, name: FirstDayStep) => steps.find(({ step }) => step === name)?.isDone

describe('the first days of a joiner', () => {
  const createJoiner = async (kit: Kit, company?: Awaited<ReturnType<typeof joinerCompany>>) => {
    const set = company ?? (await joinerCompany(kit))
    const id = await set.confirmBatch([set.row(1)])
    await set.advanceToDayBefore()
    kit.deps.clock.advanceHours(24)
    await set.runDueJobs()
    return { ...set, id }
  }
  const signIn = async ({ deps: { wecom, db } }: Kit) => {
    wecom.members.set('qiuchen1', { ...wecom.members.get('qiuchen1')!, status: 1 })
    await db.update(members).set({ status: 1 })
  }

  test('HR and the department admin are notified on days 1, 3 and 7 of joiners who have not signed in, and WeCom invites once more after a week', async ({
    kit,
  }) => {
    const { runDueJobs, requestAs, hr, json } = await createJoiner(kit)
    const lateNoticesTo = (userid: string) =>
      kit.deps.wecom.mailings.filter(
        ({ card, userids }) => card.title === '1 位新同事还没登录' && userids.join() === userid,
      )
    const counts = []
    for (let day = 1; day <= 9; day += 1) {
      kit.deps.clock.advanceHours(24)
      await runDueJobs()
      counts.push([lateNoticesTo('xiaolan').length, lateNoticesTo('limin').length, kit.deps.wecom.invited.length])
    }
    expect(counts).toEqual([
      [1, 1, 1],
      [1, 1, 1],
      // Day 3 is a Sunday: the notice waits for Monday morning.
      [1, 1, 1],
      [2, 2, 1],
      [2, 2, 1],
      [2, 2, 1],
      [3, 3, 2],
      [3, 3, 2],
      [3, 3, 2],
    ])
    const urls = ['xiaolan', 'limin'].map((userid) => lateNoticesTo(userid).at(-1)?.card.url)
    expect(urls).toEqual(['http://desk.test/joiners?view=late', 'http://desk.test/people'])
    const board = await json<JoinerBoard>(await requestAs(hr, 'GET', '/api/joiners?view=late'))
    expect(board.items).toHaveLength(1)
  })

  test('a joiner whose account is created after the first day is invited once on that day, and the second invitation and the reminders count from it', async ({
    kit,
  }) => {
    const { row, submitBatch, decide, json, runDueJobs, requestAs, hr } = await joinerCompany(kit)
    const { id } = await submitBatch([row(1)])
    kit.deps.clock.advanceHours(9 * 24)
    await json(await decide(id))
    const counts: number[][] = []
    const countLate = async () => (await json<JoinerBoard>(await requestAs(hr, 'GET', '/api/joiners'))).counts.late
    const runThreeRounds = async () => {
      for (let round = 0; round < 3; round += 1) {
        await runDueJobs()
        kit.deps.clock.advanceSeconds(60)
      }
      const notices = kit.deps.wecom.mailings.filter(({ card }) => card.title === '1 位新同事还没登录')
      counts.push([kit.deps.wecom.invited.length, notices.filter(({ userids }) => userids.includes('xiaolan')).length])
    }
    await runThreeRounds()
    expect(await countLate()).toBe(0)
    for (let day = 1; day <= 7; day += 1) {
      kit.deps.clock.advanceHours(24)
      await runThreeRounds()
    }
    expect(await countLate()).toBe(1)
    expect(counts).toEqual([
      [1, 0],
      [1, 1],
      // Day 3 is a Sunday: the notice waits for Monday morning.
      [1, 1],
      [1, 1],
      [1, 2],
      [1, 2],
      [1, 2],
      [2, 3],
    ])
  })

  test('a joiner whose account is closed before they sign in is neither invited again nor reported as late', async ({
    kit,
  }) => {
    const { runDueJobs, requestAs, hr, json, firstOpening, id } = await createJoiner(kit)
    await kit.deps.db.transaction((tx) => suspendAccount(tx, 'qiuchen1', 'close', kit.deps.clock.now()))
    for (let day = 1; day <= 8; day += 1) {
      kit.deps.clock.advanceHours(24)
      await runDueJobs()
    }
    expect(kit.deps.wecom.invited).toHaveLength(1)
    expect(kit.deps.wecom.mailings.filter(({ card }) => card.title === '1 位新同事还没登录')).toEqual([])
    expect((await json<JoinerBoard>(await requestAs(hr, 'GET', '/api/joiners'))).counts.late).toBe(0)
    const opening = await firstOpening(id)
    expect((await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${opening.id}`))).isLate).toBe(false)
  })

  test('a sign-in whose event was lost is found by the periodic job, and the first day ends with its fifth step', async ({
    kit,
  }) => {
    const { runDueJobs, requestAs, json, firstOpening, id } = await createJoiner(kit)
    await signIn(kit)
    await runDueJobs()
    expect((await firstOpening(id)).state).toBe('activated')
    expect(kit.deps.wecom.mailings.at(-1)).toMatchObject({ userids: ['qiuchen1'], card: { title: '邱晨，欢迎加入' } })
    const path = '/api/first-day'
    const day = await json<FirstDayView>(await requestAs(me, 'GET', path))
    expect(day).toMatchObject({
      fields: { name: '邱晨', position: '检验员' },
      admin: { userid: 'limin' },
      isDone: false,
    })
    const stale = await requestAs(me, 'POST', `${path}/data`, { answer: 'right', fieldsHash: '0'.repeat(64) })
    expect(stale.status).toBe(409)
    await json(await requestAs(me, 'POST', `${path}/data`, { answer: 'right', fieldsHash: day.fieldsHash }))
    expect(
      (await requestAs(me, 'POST', `${path}/password`, { isStrong: true, isUnique: false, isPrivate: true })).status,
    ).toBe(422)
    await json(await requestAs(me, 'POST', `${path}/password`, { isStrong: true, isUnique: true, isPrivate: true }))
    await json(await requestAs(me, 'POST', `${path}/admin`, { hasMet: true }))
    expect((await firstOpening(id)).stepsDone).toBe(4)
    await json(await requestAs(me, 'POST', '/api/guardians', { userid: 'limin' }))
    await runDueJobs()
    expect(await firstOpening(id)).toMatchObject({ state: 'completed', stepsDone: 5 })
    const actions = (await kit.deps.db.select().from(auditEntries).orderBy(auditEntries.seq)).map(
      ({ action }) => action,
    )
    expect(actions.filter((action) => action.startsWith('account.'))).toEqual([
      'account.submitted',
      'account.confirmed',
      'account.created',
      'account.invited',
      'account.activated',
      'account.data_answered',
      'account.password_attested',
      'account.admin_met',
      'account.first_day_done',
    ])
  })

  test('an answer that the data is wrong is recorded with the hash of what was shown', async ({ kit }) => {
    const { runDueJobs, requestAs, json } = await createJoiner(kit)
    await signIn(kit)
    await runDueJobs()
    const { fieldsHash } = await json<FirstDayView>(await requestAs(me, 'GET', '/api/first-day'))
    const answer = { answer: 'wrong', fieldsHash }
    const day = await json<FirstDayView>(await requestAs(me, 'POST', '/api/first-day/data', answer))
    expect([day.dataAnswer, isDone(day, 'data')]).toEqual(['wrong', true])
    const entries = await kit.deps.db.select().from(auditEntries)
    expect(entries.find(({ action }) => action === 'account.data_answered')).toMatchObject({
      actor: 'qiuchen1',
      details: { answer: 'wrong', hash: fieldsHash },
    })
  })

  test('a policy is signed on the first day, and a version that is published afterwards has to be signed again', async ({
    kit,
  }) => {
    const company = await joinerCompany(kit)
    const authors = { author: company.ops, lead: await kit.given.member({ userid: 'lead', roles: ['ops_lead'] }) }
    const policy = await createPublishedPolicy(kit, authors, draftOf([clause('1')]))
    const { runDueJobs, requestAs, json, firstOpening, id } = await createJoiner(kit, company)
    await signIn(kit)
    await runDueJobs()
    const readState = async () => {
      const day = await json<FirstDayView>(await requestAs(me, 'GET', '/api/first-day'))
      const { count, first, seconds = 0 } = day.policies
      const stepsDone = (await firstOpening(id)).stepsDone
      return { count, first, takesTime: seconds > 0, isDone: isDone(day, 'policies'), stepsDone }
    }
    expect(await readState()).toEqual({ count: 1, first: policy, takesTime: true, isDone: false, stepsDone: 0 })
    await readAndSign(kit, me, policy)
    await runDueJobs()
    expect(await readState()).toEqual({ count: 0, first: null, takesTime: false, isDone: true, stepsDone: 1 })
    await publishNextVersion(kit, authors, policy, 'major', draftOf([clause('1', '另一条。')]), '2026-03-19')
    await runDueJobs()
    expect(await readState()).toEqual({ count: 1, first: policy, takesTime: true, isDone: false, stepsDone: 0 })
  })

  test.for([
    ['without the contacts secret', (kit: Kit) => Object.assign(kit.deps.site, { hasContactsSecret: false })],
    ...[60011, 40058].map(
      (errcode) =>
        [
          `when WeCom refuses the call with ${String(errcode)}`,
          ({ deps: { wecom } }: Kit) =>
            Object.assign(wecom, {
              inviteMembers: () => Promise.reject(new WecomRefusedError(errcode, 'batch/invite')),
            }),
        ] as const,
    ),
  ] as const)(
    '%s, nobody counts as invited, and HR is notified, until HR invites again',
    async ([, arrange], { kit }) => {
      const { inviteMembers } = kit.deps.wecom
      const set = await joinerCompany(kit)
      const id = await set.confirmBatch([set.row(1)])
      await set.advanceToDayBefore()
      arrange(kit)
      kit.deps.clock.advanceHours(24)
      for (let round = 0; round < 2; round += 1) await set.runDueJobs()
      const { id: joiner, ...entry } = await set.firstOpening(id)
      expect([entry.state, entry.failure, kit.deps.wecom.invited]).toEqual(['created', 'not_invited', []])
      const notified = kit.deps.wecom.mailings.filter(({ card }) => card.title === '1 位新同事的邀请没有发出')
      expect(notified.map(({ userids, card }) => [...userids, card.url])).toEqual([
        ['xiaolan', 'http://desk.test/joiners?view=faulty'],
      ])
      kit.deps.wecom.inviteMembers = inviteMembers
      Object.assign(kit.deps.site, { hasContactsSecret: true })
      const { version } = await set.json<OpeningView>(await set.requestAs(set.hr, 'GET', `/api/joiners/${joiner}`))
      await set.json(await set.requestAs(set.hr, 'POST', `/api/joiners/${joiner}/invitation`, { version }))
      await drainOutbox(kit.deps)
      expect(await set.firstOpening(id)).toMatchObject({ state: 'invited', failure: null })
      expect(kit.deps.wecom.invited).toEqual([['qiuchen1']])
    },
  )

  test('a joiner is invited again by HR at most once a day, and a refused invitation is not sent', async ({ kit }) => {
    const { requestAs, hr, json, firstOpening, id } = await createJoiner(kit)
    const { id: joiner } = await firstOpening(id)
    const inviteAgain = async () => {
      const { version } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
      const answer = await requestAs(hr, 'POST', `/api/joiners/${joiner}/invitation`, { version })
      await drainOutbox(kit.deps)
      return [answer.status, await answer.json(), kit.deps.wecom.invited.length] as const
    }
    const tooEarly = [409, { error: { code: 'account.asked_lately' } }] as const
    kit.deps.clock.advanceHours(23)
    expect(await inviteAgain()).toMatchObject([...tooEarly, 1])
    kit.deps.clock.advanceHours(1)
    expect(await inviteAgain()).toMatchObject([200, { allowed: expect.arrayContaining(['invite']) }, 2])
    expect(await inviteAgain()).toMatchObject([...tooEarly, 2])
    expect(kit.deps.wecom.invited).toEqual([['qiuchen1'], ['qiuchen1']])
  })

  test('the first day of a member who leaves before it is done is cancelled', async ({ kit }) => {
    const { runDueJobs, firstOpening, id } = await createJoiner(kit)
    await signIn(kit)
    await runDueJobs()
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['qiuchen1'], reading))
    expect(await firstOpening(id)).toMatchObject({ state: 'cancelled' })
    const entries = await kit.deps.db.select().from(auditEntries)
    expect(entries.map(({ action }) => action)).toContain('account.left')
  })

  test('a member whose account was opened in another way has no first day', async ({ kit }) => {
    const { requestAs, admin } = await joinerCompany(kit)
    expect((await requestAs(admin, 'GET', '/api/first-day')).status).toBe(404)
  })

  test('2,000 rows are checked within two seconds of processor time and submitted as one batch', async ({ kit }) => {
    const { row, requestAs, hr, json, submitBatch, batch, decide } = await joinerCompany(kit)
    const rows = Array.from({ length: 2000 }, (_, index) => row(index + 1))
    const begun = process.cpuUsage()
    const check = await json<JoinerCheck>(await requestAs(hr, 'POST', '/api/joiners/check', { rows }))
    // Processor time of this process, since other programs share the machine.
    const { user, system } = process.cpuUsage(begun)
    expect((user + system) / 1000).toBeLessThan(2000)
    expect(check.rows.every(({ faults }) => faults.length === 0)).toBe(true)
    const { id } = await submitBatch(rows)
    await json(await decide(id))
    expect((await batch(id)).items.filter(({ state }) => state === 'scheduled')).toHaveLength(2000)
  }, 60_000)
})
