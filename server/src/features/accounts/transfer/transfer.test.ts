import type { HandoverId } from '@desk/shared/kernel/ids'
import { eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  accountClosings,
  chatGroups,
  groupMembers,
  handoverItems,
  partners,
  requests,
  roleGrants,
} from '../../../db/schema/index.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'
import { isAccountSuspended } from '../../../directory/suspension-queries.ts'
import { createTestClient } from '../../../testing/http.ts'
import { closingCompany, goTo, LAST_DAY, runClosings } from '../../../testing/fixtures/closings.ts'
import { leave } from '../../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { agree, decisionOn, refuse } from '../../../testing/request-fixtures.ts'
import { answerHandover } from '../close/answer-handover.ts'
import { assignHeir, cancelClosing } from '../close/closing-commands.ts'
import { getClosing } from '../close/get-closing.ts'
import { openClosing } from '../close/open-closing.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { openTransfer } from './open-transfer.ts'
import { errorCodeOf } from '../../../testing/error-code-of.ts'
import { currentActorOf } from '../../../testing/current-actor-of.ts'

const titlesTo = ({ deps }: Kit, userid: string) =>
  deps.wecom.mailings.flatMap(({ card, userids }) => (userids.includes(userid) ? [card.title] : []))

type Company = Awaited<ReturnType<typeof closingCompany>>

/** Opens a transfer of the leaver to the purchasing department on the Friday, as its buyer. */
async function openPurchasingTransfer(kit: Kit) {
  const company = await closingCompany(kit)
  // The person decides requests of their old department.
  await kit.deps.db.insert(roleGrants).values({
    id: 'grant-of-leaver',
    userid: company.leaver.userid,
    role: 'dept_admin',
    departmentId: company.department,
    source: 'setting',
    grantedAt: kit.deps.clock.now(),
    confirmedAt: kit.deps.clock.now(),
  })
  const view = await openTransfer(kit.deps, company.hr, {
    subjectId: company.leaver.userid,
    effectiveOn: LAST_DAY,
    departmentId: company.other,
    position: '采购员',
  })
  const readClosing = () => getClosing(kit.deps, company.hr, view.id)
  return { ...company, view, readClosing, change: view.change?.requestId ?? 'none' }
}

/** Decides the change as the department's admin; what they agree to, the management department confirms. */
async function decide(
  kit: Kit,
  { admin, ops, change }: Pick<Company, 'admin' | 'ops'> & { change: string },
  verdict: typeof agree | typeof refuse = agree,
) {
  const id = change as Parameters<typeof getRequest>[2]
  for (const by of verdict === agree ? [admin, ops] : [admin]) {
    const request = await getRequest(kit.deps, by, id)
    await decideRequest(kit.deps, by, decisionOn(request, { department: verdict, position: verdict }))
    await drainOutbox(kit.deps)
  }
}

describe('a transfer', () => {
  test('a transfer requests the change of the person for its day, and finds what ends with the old department', async ({
    kit,
  }) => {
    const { view, leaver, hr, admin } = await openPurchasingTransfer(kit)
    expect(view).toMatchObject({ kind: 'transfer', phase: 'preparing', total: 2, lastDay: LAST_DAY, cleanedAt: null })
    expect(view.items.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'group_owner open',
      'partner_sponsor open',
      'role automatic',
    ])
    expect(view.change).toMatchObject({ department: '采购部', position: '采购员', state: 'open' })
    const [request] = await kit.deps.db.select().from(requests).where(eq(requests.id, view.change!.requestId!))
    expect(request).toMatchObject({ applicantId: hr.userid, subjectId: leaver.userid })
    await runClosings(kit)
    expect(titlesTo(kit, admin.userid)).toContain('郭𠮷计划调岗')
    // The person whom it is about does not decide it, although they are an admin of the department.
    const own = await currentActorOf(kit, leaver.userid)
    const waiting = await getRequest(kit.deps, own, view.change!.requestId!)
    expect(waiting.deciders.map(({ userid }) => userid)).toEqual([admin.userid])
  })

  test('a transfer takes effect on its day: read back, the role ends, another member takes over, and the account stays enabled', async ({
    kit,
  }) => {
    const company = await openPurchasingTransfer(kit)
    const { hr, leaver, mate, view, group, readClosing } = company
    await assignHeir(kit.deps, hr, { id: view.id, version: view.version, heir: mate.userid })
    await answerHandover(kit.deps, mate, { id: view.id, accept: true })
    await decide(kit, company)
    await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'ready', change: { state: 'decided' } })
    expect(await kit.deps.db.$count(roleGrants, isNull(roleGrants.endedAt))).toBe(5)
    goTo(kit, LAST_DAY, '00:01')
    // One run writes the change and reads it back, one hands over, one reads the new owner back.
    for (let round = 0; round < 3; round += 1) await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'moved', change: { state: 'done' }, settled: 2, total: 2 })
    expect(kit.deps.wecom.members.get('guoji')).toMatchObject({
      mainDepartment: company.other,
      position: '采购员',
      status: ACTIVE,
    })
    expect(await isAccountSuspended(kit.deps.db, 'guoji')).toBe(false)
    expect(kit.deps.wecom.setEnabledCalls).toEqual([])
    expect((await currentActorOf(kit, leaver.userid)).adminOf).toEqual([])
    const [chat] = await kit.deps.db.select().from(chatGroups).where(eq(chatGroups.id, group.id))
    expect([chat?.ownerId, kit.deps.wecom.groups.get(String(chat?.chatId))?.ownerId]).toEqual(['mate', 'mate'])
    expect(await kit.deps.db.select({ sponsor: partners.sponsor }).from(partners)).toEqual([{ sponsor: 'mate' }])
    // The review of the group shows that the person left its department.
    const [membership] = await kit.deps.db.select().from(groupMembers).where(eq(groupMembers.userid, 'guoji'))
    expect(membership?.goneReason).toBe('moved')
    // Nobody is notified at night.
    goTo(kit, LAST_DAY, '09:01')
    await runClosings(kit)
    expect(titlesTo(kit, hr.userid)).toEqual(['郭𠮷的调岗已完成'])
  })

  test('a transfer is not complete while an item is open, and HR is notified of the number of open items', async ({
    kit,
  }) => {
    const company = await openPurchasingTransfer(kit)
    const { hr, mate, readClosing } = company
    await decide(kit, company)
    goTo(kit, LAST_DAY, '09:01')
    await runClosings(kit)
    await runClosings(kit)
    const moving = await readClosing()
    expect(moving).toMatchObject({ phase: 'moving', settled: 0 })
    expect(titlesTo(kit, hr.userid)).toContain('郭𠮷已调岗，还有 2 项未交接')
    await assignHeir(kit.deps, hr, { id: moving.id, version: moving.version, heir: mate.userid })
    await answerHandover(kit.deps, mate, { id: moving.id, accept: true })
    await runClosings(kit)
    await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'moved', settled: 2 })
  })

  test('a transfer ends the roles of the old department while 100 earlier transfers wait for somebody to take over', async ({
    kit,
  }) => {
    const company = await openPurchasingTransfer(kit)
    const { db } = kit.deps
    const [own] = await db.select().from(accountClosings)
    if (!own) throw new Error('the transfer must be stored')
    const earlier = Array.from({ length: 100 }, (_, index) => ({
      ...own,
      id: `moving-${index}` as typeof own.id,
      subjectId: `moved${index}`,
      phase: 'moving' as const,
      disableAt: new Date(Number(own.disableAt) - 1000),
    }))
    await db.insert(accountClosings).values(earlier)
    const item = { kind: 'partner_sponsor', objectId: 'someone', title: '', state: 'open' } as const
    await db
      .insert(handoverItems)
      .values(earlier.map(({ id }) => ({ ...item, id: `item-${id}` as HandoverId, closingId: id })))
    await decide(kit, company)
    goTo(kit, LAST_DAY, '00:01')
    for (let round = 0; round < 2; round += 1) await runClosings(kit)
    expect((await company.readClosing()).phase).toBe('moving')
    expect((await currentActorOf(kit, company.leaver.userid)).adminOf).toEqual([])
  })

  test('a transfer that the department refuses is cancelled, ends no role, and HR is notified', async ({ kit }) => {
    const company = await openPurchasingTransfer(kit)
    const { hr, leaver, readClosing } = company
    await decide(kit, company, refuse)
    await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'cancelled', change: { state: 'refused' } })
    expect(titlesTo(kit, hr.userid)).toContain('郭𠮷的调岗未获同意')
    expect((await currentActorOf(kit, leaver.userid)).adminOf).toEqual([company.department])
  })

  test('a transfer whose department is refused and whose position is agreed to takes nothing away, and HR is notified', async ({
    kit,
  }) => {
    const company = await openPurchasingTransfer(kit)
    const { hr, admin, leaver, mate, view, group, readClosing, change } = company
    await assignHeir(kit.deps, hr, { id: view.id, version: view.version, heir: mate.userid })
    await answerHandover(kit.deps, mate, { id: view.id, accept: true })
    const request = await getRequest(kit.deps, admin, change as Parameters<typeof getRequest>[2])
    await decideRequest(kit.deps, admin, decisionOn(request, { department: refuse, position: agree }))
    await runClosings(kit)
    goTo(kit, LAST_DAY, '00:01')
    for (let round = 0; round < 3; round += 1) await runClosings(kit)
    // Nobody is notified at night.
    goTo(kit, LAST_DAY, '09:01')
    await runClosings(kit)
    expect(kit.deps.wecom.members.get('guoji')).toMatchObject({
      mainDepartment: company.department,
      position: '采购员',
    })
    expect(await readClosing()).toMatchObject({
      phase: 'cancelled',
      change: { department: null, position: '采购员', state: 'done' },
    })
    expect((await currentActorOf(kit, leaver.userid)).adminOf).toEqual([company.department])
    const [chat] = await kit.deps.db.select().from(chatGroups).where(eq(chatGroups.id, group.id))
    expect(chat?.ownerId).toBe(leaver.userid)
    expect(await kit.deps.db.select({ sponsor: partners.sponsor }).from(partners)).toEqual([{ sponsor: leaver.userid }])
    expect(titlesTo(kit, hr.userid)).toEqual(['郭𠮷的调岗未获同意'])
    expect(titlesTo(kit, mate.userid)).toContain('已取消郭𠮷的调岗')
  })

  test('a transfer that nobody decided by its day is reported once as late, and ends no role', async ({ kit }) => {
    const { hr, leaver, readClosing } = await openPurchasingTransfer(kit)
    goTo(kit, LAST_DAY, '09:01')
    await runClosings(kit)
    await runClosings(kit)
    expect((await readClosing()).events.filter(({ type }) => type === 'late')).toHaveLength(1)
    expect(titlesTo(kit, hr.userid).filter((title) => title === '郭𠮷的调岗尚未生效')).toHaveLength(1)
    expect((await currentActorOf(kit, leaver.userid)).adminOf).toHaveLength(1)
  })

  test('a transfer continues when the HR clerk who opened it leaves before its day', async ({ kit }) => {
    const company = await openPurchasingTransfer(kit)
    await leave(kit, company.hr.userid)
    await runClosings(kit)
    await decide(kit, company)
    goTo(kit, LAST_DAY, '00:01')
    for (let round = 0; round < 2; round += 1) await runClosings(kit)
    expect(kit.deps.wecom.members.get('guoji')?.mainDepartment).toBe(company.other)
    expect((await getClosing(kit.deps, company.lead, company.view.id)).phase).toBe('moving')
  })

  test('a transfer is called off with its request, and not once the change is in effect', async ({ kit }) => {
    const company = await openPurchasingTransfer(kit)
    const { hr, view, readClosing } = company
    const cancelled = await cancelClosing(kit.deps, hr, { id: view.id, version: view.version, reason: '计划有变' })
    expect(cancelled).toMatchObject({ phase: 'cancelled', change: { state: 'withdrawn' } })
    goTo(kit, LAST_DAY, '00:01')
    await runClosings(kit)
    expect(kit.deps.wecom.members.get('guoji')?.mainDepartment).toBe(company.department)
    expect(await readClosing()).toMatchObject({ phase: 'cancelled' })
  })

  test('a transfer gives way to the closing of the account', async ({ kit }) => {
    const { hr, lead, leaver, view, readClosing } = await openPurchasingTransfer(kit)
    const emergency = { kind: 'emergency', subjectId: leaver.userid, reason: '账号被盗用' } as const
    await openClosing(kit.deps, lead, emergency)
    expect(await readClosing()).toMatchObject({ phase: 'cancelled', change: { state: 'withdrawn' } })
    expect(await errorCodeOf(openTransfer(kit.deps, hr, bodyOf(view)))).toBe('closing.already_open')
  })

  test('a transfer is not opened without a change, with a department name that fits no request, on a day out of range, for oneself or a stranger, or by others than HR and the lead', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, admin, leaver, department, other } = company
    const createDepartment = (name: string) => kit.given.department({ parent: department, name })
    const body = { subjectId: leaver.userid, effectiveOn: LAST_DAY, departmentId: other }
    const listErrorCodes = async (by: typeof hr, changed: Partial<typeof body>) =>
      openTransfer(kit.deps, by, { ...body, ...changed }).then(
        () => 'done',
        (error: unknown) =>
          (error as { details?: { fields?: { code: string }[] } }).details?.fields?.map(({ code }) => code).join() ??
          (error as { code?: string }).code,
      )
    expect([
      await listErrorCodes(hr, { departmentId: department }),
      await listErrorCodes(hr, { departmentId: 987_654 }),
      await listErrorCodes(hr, { departmentId: await createDepartment('采\u200b购部') }),
      await listErrorCodes(hr, { departmentId: await createDepartment('长'.repeat(513)) }),
      await listErrorCodes(hr, { effectiveOn: '2026-03-01' }),
      await listErrorCodes(hr, { effectiveOn: '2026-12-01' }),
      await listErrorCodes(hr, { subjectId: hr.userid }),
      await listErrorCodes(hr, { subjectId: 'nobody' }),
      await listErrorCodes(admin, {}),
    ]).toEqual([
      'transfer.unchanged',
      'info.department_gone',
      'transfer.department_name',
      'transfer.department_name',
      'day.past',
      'info.day_far',
      'closing.oneself',
      'member.unknown',
      'not_found',
    ])
    const { requestAs } = createTestClient(kit.deps)
    expect((await requestAs(admin, 'POST', '/api/transfers', body)).status).toBe(404)
  })
})

const bodyOf = ({ subject, lastDay }: { subject: { userid: string }; lastDay: string | null }) => ({
  subjectId: subject.userid,
  effectiveOn: lastDay ?? '',
  departmentId: 1,
})
