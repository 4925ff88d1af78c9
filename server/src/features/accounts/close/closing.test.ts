import type { MemberActor } from '@desk/shared/identity/actor'
import { eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { chatGroups, guardians, partners, requests, roleGrants, sessions } from '../../../db/schema/index.ts'
import { DISABLED } from '../../../directory/member-drift.ts'
import { isAccountSuspended, suspendAccount } from '../../../directory/suspension-queries.ts'
import { syncMembers } from '../../../directory/sync-members-queries.ts'
import { createSession } from '../../../testing/http.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { createGroup, leave } from '../../../testing/fixtures/groups.ts'
import { clause, countsOf, createPublishedPolicy, draftOf } from '../../../testing/fixtures/policy.ts'
import { command, incidentCompany, report } from '../../../testing/fixtures/incidents.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { submitInfoChange } from '../../../testing/request-fixtures.ts'
import { getCase } from '../../incidents/handling/view-case.ts'
import { watchIncidents } from '../../incidents/jobs/watch-incidents.ts'
import { refreshCounters } from '../../policies/roster/jobs/refresh-counters.ts'
import { requireRequest } from '../../requests/model/request-queries.ts'
import { answerHandover } from './answer-handover.ts'
import { assignHeir, attestCleaning, cancelClosing, forceClosing, moveLastDay, waiveItem } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'
import { openClosing } from './open-closing.ts'
import { currentActorOf } from '../../../testing/current-actor-of.ts'

const statusOf = ({ deps }: Kit, userid: string) => deps.wecom.members.get(userid)?.status
const itemsOf = (view: Awaited<ReturnType<typeof getClosing>>) =>
  view.items.map(({ kind, state }) => `${kind} ${state}`)
const cardsOf = ({ deps }: Kit, title: string) =>
  deps.wecom.mailings.filter(({ card }) => card.title.includes(title)).map(({ userids }) => [...userids].sort())

describe('closing an account', () => {
  test('closing an account finds what the leaver holds, and says who has to act', async ({ kit }) => {
    const company = await closingCompany(kit)
    const view = await openFor(kit, company)
    expect(itemsOf(view)).toEqual(['group_owner open', 'partner_sponsor open', 'ward automatic'])
    expect(view).toMatchObject({ phase: 'preparing', settled: 0, total: 3, disableAt: '2026-03-20T10:00:00.000Z' })
    await drainOutbox(kit.deps)
    expect(cardsOf(kit, '请确认已清理敏感信息')).toEqual([['guoji']])
    expect(cardsOf(kit, '郭𠮷将离职')).toEqual([['limin']])
  })

  test('closing an account leaves out partners whose contract is over or who left', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { department, leaver } = company
    const at = kit.deps.clock.now()
    for (const userid of ['ended', 'gone']) await kit.given.member({ userid, name: userid, department })
    await leave(kit, 'gone')
    const contract = { company: '外协厂', sponsor: leaver.userid, since: at, setBy: 'ops' }
    await kit.deps.db.insert(partners).values([
      { ...contract, userid: 'ended', endsOn: '2026-01-31', endedAt: at, disabledAt: at },
      { ...contract, userid: 'gone', endsOn: '2026-12-31' },
    ])
    const { items } = await openFor(kit, company)
    expect(items.filter(({ kind }) => kind === 'partner_sponsor').map(({ title }) => title)).toEqual(['段志远'])
  })

  test('an account whose items are handed over is disabled at 18:00 of the last day, and not before', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, leaver, mate, group } = company
    const opened = await openFor(kit, company)
    const ready = await handOver(kit, company, opened, mate)
    expect(ready.phase).toBe('ready')
    goTo(kit, LAST_DAY, '17:59')
    await runClosings(kit)
    expect([statusOf(kit, 'guoji'), (await getClosing(kit.deps, hr, opened.id)).phase]).toEqual([1, 'ready'])
    await createSession(kit.deps, leaver)
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const closed = await getClosing(kit.deps, hr, opened.id)
    expect(closed).toMatchObject({ phase: 'disabled', settled: 3, total: 3, trouble: null })
    expect(statusOf(kit, 'guoji')).toBe(DISABLED)
    expect(itemsOf(closed)).toEqual(['group_owner done', 'partner_sponsor done', 'ward automatic'])
    const [chat] = await kit.deps.db.select().from(chatGroups).where(eq(chatGroups.id, group.id))
    expect([chat?.ownerId, kit.deps.wecom.groups.get(String(chat?.chatId))?.ownerId]).toEqual(['mate', 'mate'])
    expect(await kit.deps.db.select({ sponsor: partners.sponsor }).from(partners)).toEqual([{ sponsor: 'mate' }])
    expect(await kit.deps.db.select({ state: guardians.state }).from(guardians)).toEqual([{ state: 'resigned' }])
    expect(await kit.deps.db.$count(sessions, isNull(sessions.endedAt))).toBe(0)
    expect(await isAccountSuspended(kit.deps.db, 'guoji')).toBe(true)
    expect(cardsOf(kit, '已停用：郭𠮷')).toHaveLength(1)
    expect(kit.deps.wecom.setEnabledCalls).toEqual([{ userid: 'guoji', isEnabled: false }])
  })

  test('the leaver is no longer counted among those who have to sign a policy once the account is disabled', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { lead, mate, ops } = company
    const id = await createPublishedPolicy(kit, { author: ops, lead }, draftOf([clause('1')]))
    const countTotal = async () => {
      while ((await refreshCounters(kit.deps)) > 0);
      const { excluded: _left, ...counted } = await countsOf(kit, lead, id)
      return Object.values(counted).reduce((sum, count) => sum + count, 0)
    }
    const before = await countTotal()
    await handOver(kit, company, await openFor(kit, company), mate)
    goTo(kit, LAST_DAY, '17:59')
    await runClosings(kit)
    expect(await countTotal()).toBe(before)
    goTo(kit, LAST_DAY, '18:01')
    await runClosings(kit)
    expect(await countTotal()).toBe(before - 1)
  })

  test('an open item prevents the disabling in the evening, and forcing the closing stores the reason', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, lead } = company
    const { id } = await openFor(kit, company)
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const blocked = await getClosing(kit.deps, hr, id)
    expect([blocked.phase, statusOf(kit, 'guoji')]).toEqual(['preparing', 1])
    expect(blocked.events.at(-1)?.type).toBe('blocked')
    expect(cardsOf(kit, '尚未停用：郭𠮷')).toEqual([['lead', 'xiaolan']])
    await runClosings(kit)
    expect(cardsOf(kit, '尚未停用：郭𠮷')).toHaveLength(1)
    await forceClosing(kit.deps, lead, { id, version: blocked.version, reason: '本人已离开，群主另定' })
    await runClosings(kit)
    const forced = await getClosing(kit.deps, hr, id)
    expect([forced.phase, forced.forceReason, statusOf(kit, 'guoji')]).toEqual([
      'disabled',
      '本人已离开，群主另定',
      DISABLED,
    ])
    expect(itemsOf(forced)).toContain('group_owner open')
  })

  test('an item that an heir declines is reported, and one whose heir leaves is open again', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr, mate, third } = company
    const opened = await openFor(kit, company)
    const { id } = opened
    await assignHeir(kit.deps, hr, { id, version: opened.version, heir: mate.userid })
    await answerHandover(kit.deps, mate, { id, accept: false })
    await drainOutbox(kit.deps)
    expect(cardsOf(kit, '被拒绝接手')).toEqual([['limin', 'xiaolan']])
    const { version } = await getClosing(kit.deps, hr, id)
    await assignHeir(kit.deps, hr, { id, version, heir: third.userid })
    await answerHandover(kit.deps, third, { id, accept: true })
    await openFor(kit, { hr, leaver: third })
    await runClosings(kit)
    const view = await getClosing(kit.deps, hr, id)
    expect(itemsOf(view)).toEqual(['group_owner open', 'partner_sponsor open', 'ward automatic'])
    expect(cardsOf(kit, '的接手人已无法接手')).toEqual([['limin', 'xiaolan']])
  })

  test('two groups go to two heirs, and the one that is declined is reported and assigned again', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr, leaver, mate, third, group } = company
    const second = await createGroup(kit, company, { topic: '产线筹备', name: '产线筹备-来料检验组-专项-至26年6月' })
    const { id, items } = await openFor(kit, company)
    const readClosing = () => getClosing(kit.deps, hr, id)
    const assign = async (heir: MemberActor, titles: readonly string[]) => {
      const chosen = items.flatMap((item) => (titles.includes(item.title) ? [item.id] : []))
      await assignHeir(kit.deps, hr, { id, version: (await readClosing()).version, heir: heir.userid, items: chosen })
    }
    await assign(mate, [group.name])
    await assign(third, [second.name])
    await answerHandover(kit.deps, mate, { id, accept: true })
    await answerHandover(kit.deps, third, { id, accept: false })
    await drainOutbox(kit.deps)
    expect(
      itemsOf(await readClosing())
        .slice(0, 2)
        .toSorted(),
    ).toEqual(['group_owner accepted', 'group_owner declined'])
    expect(cardsOf(kit, '被拒绝接手')).toEqual([['limin', 'xiaolan']])
    await assign(third, [second.name, '段志远'])
    await answerHandover(kit.deps, third, { id, accept: true })
    await attestCleaning(kit.deps, leaver, { id, version: (await readClosing()).version })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    expect((await readClosing()).phase).toBe('disabled')
    const owners = [group, second].map(({ chatId }) => kit.deps.wecom.groups.get(String(chatId))?.ownerId)
    expect(owners).toEqual(['mate', 'third'])
  })

  test('an heir whose phone is lost for a while keeps what they accepted', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr, mate } = company
    const { id } = await handOver(kit, company, await openFor(kit, company), mate)
    const { db, clock, wecom } = kit.deps
    await db.transaction(async (tx) => {
      await suspendAccount(tx, mate.userid, 'lost', clock.now())
      const locked = { ...wecom.members.get(mate.userid)!, status: DISABLED } as const
      await syncMembers(kit.deps, tx, [locked], { at: clock.now(), source: 'test' })
    })
    await runClosings(kit)
    expect(itemsOf(await getClosing(kit.deps, hr, id))).toContain('group_owner accepted')
    expect(cardsOf(kit, '的接手人已无法接手')).toEqual([])
  })

  test('incidents that the leaver handles are one item without a title, and go to other handlers', async ({ kit }) => {
    const { hr, handler, second, reporter } = await incidentCompany(kit)
    const incidents = [await report(kit, reporter), await report(kit, reporter)]
    for (const id of incidents) await command(kit, handler, id, { command: 'acknowledge' })
    const plan = { kind: 'leave', subjectId: handler.userid, lastDay: LAST_DAY } as const
    const { id, version, items } = await openClosing(kit.deps, hr, plan)
    expect(items.find(({ kind }) => kind === 'incident')).toMatchObject({ title: '', count: 1, state: 'automatic' })
    await attestCleaning(kit.deps, handler, { id, version })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    await watchIncidents(kit.deps)
    for (const incident of incidents)
      expect(await getCase(kit.deps, second, incident)).toMatchObject({
        handler: null,
        readers: [{ userid: 'second' }],
      })
  })

  test('an account whose last day is moved is disabled on the new day, and not on the first one', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr, mate } = company
    const { id, version } = await handOver(kit, company, await openFor(kit, company), mate)
    await moveLastDay(kit.deps, hr, { id, version, lastDay: '2026-03-27' })
    goTo(kit, LAST_DAY, '18:30')
    await runClosings(kit)
    expect(statusOf(kit, 'guoji')).toBe(1)
    goTo(kit, '2026-03-27', '18:00')
    await runClosings(kit)
    expect(statusOf(kit, 'guoji')).toBe(DISABLED)
  })

  test('an open request of the leaver is withdrawn, and requests that wait for them go to another person', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, leaver, admin } = company
    const own = await submitInfoChange(kit, leaver)
    // The admin of the department leaves as well.
    const waiting = await submitInfoChange(kit, await currentActorOf(kit, company.third.userid), {
      position: { from: '店员', to: '组长' },
    })
    expect(waiting.deciders.map(({ userid }) => userid)).toEqual([admin.userid])
    for (const subject of [leaver, admin]) {
      const { id, version } = await openFor(kit, { hr, leaver: subject })
      await forceClosing(kit.deps, company.lead, { id, version, reason: '协商离开' })
    }
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const rows = await kit.deps.db.select({ id: requests.id, state: requests.state }).from(requests)
    expect(rows.find(({ id }) => id === own.id)?.state).toBe('withdrawn')
    const { approvers } = await requireRequest(kit.deps.db, waiting.id)
    expect(approvers.flatMap(({ userid, closedAt }) => (closedAt === null ? [userid] : []))).toEqual(['ops'])
    expect(await kit.deps.db.$count(roleGrants, isNull(roleGrants.endedAt))).toBe(3)
  })

  test('the missing statement that data was removed prevents the disabling, although everything is accepted', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, leaver, mate } = company
    const { id, version } = await openFor(kit, company)
    await assignHeir(kit.deps, hr, { id, version, heir: mate.userid })
    await answerHandover(kit.deps, mate, { id, accept: true })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const blocked = await getClosing(kit.deps, hr, id)
    expect([blocked.phase, blocked.events.at(-1)?.type, statusOf(kit, 'guoji')]).toEqual(['preparing', 'blocked', 1])
    expect(
      kit.deps.wecom.mailings.flatMap(({ card: { title, subtitle } }) =>
        title.startsWith('尚未停用') ? [subtitle] : [],
      ),
    ).toEqual(['还有 1 项未交接，请处理或强制停用'])
    await attestCleaning(kit.deps, leaver, { id, version: blocked.version })
    await runClosings(kit)
    expect(statusOf(kit, 'guoji')).toBe(DISABLED)
  })

  test('a cancelled closing leaves the account enabled, and notifies the heir and the leaver', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr, mate } = company
    const { id, version } = await handOver(kit, company, await openFor(kit, company), mate)
    await cancelClosing(kit.deps, hr, { id, version, reason: '决定留下' })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    expect([(await getClosing(kit.deps, hr, id)).phase, statusOf(kit, 'guoji')]).toEqual(['cancelled', 1])
    expect(kit.deps.wecom.setEnabledCalls).toEqual([])
    expect(cardsOf(kit, '已取消办理：郭𠮷离职')).toEqual([['guoji', 'mate']])
    expect(await kit.deps.db.select({ sponsor: partners.sponsor }).from(partners)).toEqual([{ sponsor: 'guoji' }])
  })

  test('an item is waived with its reason', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr } = company
    const { id, version, items } = await openFor(kit, company)
    const item = items.find(({ kind }) => kind === 'partner_sponsor')!.id
    const view = await waiveItem(kit.deps, hr, { id, version, item, reason: '合同下月结束' })
    expect(view.items.find(({ id: itemId }) => itemId === item)).toMatchObject({
      state: 'waived',
      reason: '合同下月结束',
    })
    expect(view.settled).toBe(1)
  })
})
