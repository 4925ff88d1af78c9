import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { chatGroups } from '../../db/schema/index.ts'
import { closingCompany, LAST_DAY, openFor } from '../../testing/fixtures/closings.ts'
import { confirmationCompany, startCampaign } from '../../testing/fixtures/confirmation.ts'
import { readConsole } from '../../testing/fixtures/console.ts'
import { dutiesOf, findDuties, numbersOf, partnersOfSponsor } from '../../testing/fixtures/duties.ts'
import { ask, feedbackCompany } from '../../testing/fixtures/feedback.ts'
import { createActiveGroup, moveToDepartment } from '../../testing/fixtures/groups.ts'
import { command, incidentCompany, report, enableIncidentReports } from '../../testing/fixtures/incidents.ts'
import { joinerCompany } from '../../testing/fixtures/joiners.ts'
import { clause, createPublishedPolicy, draftOf, readAndSign } from '../../testing/fixtures/policy.ts'
import { test } from '../../testing/kit.ts'
import { submitInfoChange } from '../../testing/request-fixtures.ts'
import { answerHandover } from '../accounts/close/answer-handover.ts'
import { assignHeir } from '../accounts/close/closing-commands.ts'
import { confirmCustody, getCustody } from '../custody/confirm-custody.ts'
import { askCustody } from '../custody/jobs/ask-custody.ts'
import { getFeedback } from '../feedback/asking/get-feedback.ts'
import { forwardFeedback } from '../feedback/handling/handle-feedback.ts'
import { runDailyGroupJob } from '../groups/jobs/groups-daily.ts'

test('the duty of a department admin in a campaign counts only their own department', async ({ kit }) => {
  const { hr, admin, north } = await confirmationCompany(kit)
  await startCampaign(kit, hr)
  const [people] = findDuties(await dutiesOf(kit, admin), 'confirm_people')
  expect(people).toMatchObject({ clause: '2.2c', subject: '北 · 上半年信息核对', dueOn: '2026-03-31' })
  expect(people?.owed.map(({ what, count }) => [what, count])).toEqual([
    ['pending', 2],
    ['changed', 0],
  ])
  expect(people?.to).toContain(`department=${String(north)}`)
})

test('the duties of a department admin to convey policies, verify changes and handle incidents count nothing of another department', async ({
  kit,
}) => {
  const { admin, guoji, south } = await confirmationCompany(kit)
  const southAdmin = await kit.given.member({ userid: 'south', department: south, adminOf: [south] })
  const author = await kit.given.member({ userid: 'author', roles: ['ops'] })
  const { lead } = await enableIncidentReports(kit)
  const policy = await createPublishedPolicy(kit, { author, lead }, draftOf([clause('1')]))
  await readAndSign(kit, guoji, policy)
  await submitInfoChange(kit, guoji)
  await report(kit, guoji, { recipient: 'department' })
  const numbers = async (actor: MemberActor) => ({
    convey: await numbersOf(kit, actor, 'convey_policies'),
    verify: await numbersOf(kit, actor, 'verify_changes'),
    incidents: await numbersOf(kit, actor, 'handle_incidents'),
  })
  const pending = (count: number, signed: number) => [
    ['overdue', 0],
    ['pending', count],
    ['signed', signed],
  ]
  expect(await numbers(admin)).toEqual({
    convey: pending(1, 1),
    verify: [
      ['waiting', 1],
      ['handled', 0],
    ],
    incidents: [
      ['waiting', 1],
      ['closed', 0],
    ],
  })
  expect(await numbers(southAdmin)).toEqual({
    convey: pending(2, 0),
    verify: [
      ['waiting', 0],
      ['handled', 0],
    ],
    incidents: [],
  })
})

test('a group is a duty of its leaders, and an escalated review a duty of the admin of its department, unless they lead it', async ({
  kit,
}) => {
  const { people, group } = await createActiveGroup(kit)
  const { applicant: owner, mate, third, admin, other } = people
  const elsewhere = await kit.given.member({ userid: 'elsewhere', department: other, adminOf: [other] })
  const numbers = async () => ({
    owner: await numbersOf(kit, owner, 'lead_groups'),
    deputy: await numbersOf(kit, mate, 'lead_groups'),
    admin: await numbersOf(kit, admin, 'supervise_groups'),
    elsewhere: await numbersOf(kit, elsewhere, 'supervise_groups'),
  })
  const waiting = (count: number) => [['waiting', count]]
  const none = { owner: waiting(0), deputy: waiting(0), admin: waiting(0), elsewhere: waiting(0) }
  expect(await numbers()).toEqual(none)
  expect(findDuties(await dutiesOf(kit, owner), 'lead_groups')).toMatchObject([
    { role: 'group_owner', clause: '4.1c2' },
  ])
  expect(findDuties(await dutiesOf(kit, third), 'lead_groups')).toEqual([])
  await moveToDepartment(kit, 'third', other)
  expect(await numbers()).toEqual({ ...none, owner: waiting(1) })
  kit.deps.clock.advanceDays(15)
  await runDailyGroupJob(kit.deps)
  expect(await numbers()).toEqual({ ...none, owner: waiting(1), admin: waiting(1) })
  await kit.deps.db.update(chatGroups).set({ ownerId: admin.userid }).where(eq(chatGroups.id, group.id))
  expect(await numbersOf(kit, admin, 'lead_groups')).toEqual(waiting(1))
  expect(await numbersOf(kit, admin, 'supervise_groups')).toEqual(waiting(0))
})

test('a member without a role or an open task has no duties, and the standing duties of a department admin are shown even when nothing waits', async ({
  kit,
}) => {
  const { guoji, admin } = await confirmationCompany(kit)
  expect(await dutiesOf(kit, guoji)).toEqual([])
  const standing = await dutiesOf(kit, admin)
  expect(standing.map(({ code }) => code).toSorted()).toEqual([
    'collect_problems',
    'supervise_groups',
    'verify_changes',
  ])
  expect(standing.flatMap(({ owed }) => owed).filter(({ count }) => count > 0)).toEqual([])
})

test('a handler has the open incidents as a duty, and a handler who is involved in one does not count it', async ({
  kit,
}) => {
  const { handler, second, reporter, admin, stranger } = await incidentCompany(kit)
  await report(kit, reporter)
  await report(kit, reporter, { involved: ['second'] })
  expect((await numbersOf(kit, handler, 'handle_incidents'))[0]).toEqual(['waiting', 2])
  expect((await numbersOf(kit, second, 'handle_incidents'))[0]).toEqual(['waiting', 1])
  for (const other of [admin, stranger]) expect(findDuties(await dutiesOf(kit, other), 'handle_incidents')).toEqual([])
  expect(await numbersOf(kit, reporter, 'report_incidents')).toEqual([['reported', 2]])
})

test('a question of the handler is a duty of the reporter until it is answered', async ({ kit }) => {
  const { handler, reporter } = await incidentCompany(kit)
  const id = await report(kit, reporter)
  await command(kit, handler, id, { command: 'acknowledge' })
  await command(kit, handler, id, { command: 'ask', text: '是哪一天？' })
  const [asked, ...others] = findDuties(await dutiesOf(kit, reporter), 'report_incidents')
  expect(asked).toMatchObject({ clause: '2.3d', owed: [{ what: 'waiting', count: 1, to: `/incidents/${id}` }] })
  expect(others).toEqual([])
  expect(await numbersOf(kit, reporter, 'report_incidents')).toEqual([
    ['waiting', 1],
    ['reported', 1],
  ])
})

test('problems wait for the department admin, then for the management department', async ({ kit }) => {
  const { admin, southAdmin, ops, asker } = await feedbackCompany(kit)
  const { id } = await ask(kit, asker, '会议室的投屏连不上')
  await ask(kit, asker, '打印机总是卡纸')
  expect((await numbersOf(kit, admin, 'collect_problems'))[0]).toEqual(['waiting', 2])
  expect((await numbersOf(kit, southAdmin, 'collect_problems'))[0]).toEqual(['waiting', 0])
  expect((await numbersOf(kit, ops, 'answer_problems'))[0]).toEqual(['waiting', 0])
  const { version } = await getFeedback(kit.deps, admin, id)
  await forwardFeedback(kit.deps, admin, { id, version, title: '投屏' })
  expect((await numbersOf(kit, admin, 'collect_problems'))[0]).toEqual(['waiting', 1])
  expect((await numbersOf(kit, ops, 'answer_problems'))[0]).toEqual(['waiting', 1])
})

test('entries of joiners are a duty of those who review them, by batch, and never of the person who submitted them', async ({
  kit,
}) => {
  const { hr, ops, row, submitBatch } = await joinerCompany(kit)
  await submitBatch([row(1), row(2)])
  expect(await numbersOf(kit, ops, 'review_accounts')).toEqual([['waiting', 2]])
  await submitBatch([row(3)], ops)
  expect(await numbersOf(kit, ops, 'review_accounts')).toEqual([['waiting', 2]])
  kit.deps.clock.advanceSeconds(60)
  await submitBatch([row(4)])
  expect(await numbersOf(kit, ops, 'review_accounts')).toEqual([
    ['waiting', 2],
    ['waiting', 1],
  ])
  expect((await numbersOf(kit, hr, 'open_accounts')).map(([what]) => what)).toEqual([
    'to_mend',
    'not_arrived',
    'opened',
  ])
})

test('a closing is a duty of HR, of each member who is asked to take something over, and of the leaver', async ({
  kit,
}) => {
  const company = await closingCompany(kit)
  const { hr, leaver, mate } = company
  const { id, version } = await openFor(kit, company)
  expect((await numbersOf(kit, hr, 'close_accounts'))[0]).toEqual(['in_progress', 1])
  expect(findDuties(await dutiesOf(kit, leaver), 'clean_up')).toMatchObject([{ clause: '3.3b', dueOn: LAST_DAY }])
  expect(findDuties(await dutiesOf(kit, mate), 'take_over')).toEqual([])
  await assignHeir(kit.deps, hr, { id, version, heir: mate.userid })
  const [[what, offered] = ['', 0]] = await numbersOf(kit, mate, 'take_over')
  expect([what, offered > 1]).toEqual(['waiting', true])
  await answerHandover(kit.deps, mate, { id, accept: true })
  expect(findDuties(await dutiesOf(kit, mate), 'take_over')).toEqual([])
})

test('partners whose contract ends are a duty of HR and of the sponsor, and operations in the console are a duty of HR', async ({
  kit,
}) => {
  const { hr, sponsor } = await partnersOfSponsor(kit)
  expect(await numbersOf(kit, hr, 'watch_partners')).toEqual([['waiting', 1]])
  expect(findDuties(await dutiesOf(kit, sponsor), 'sponsor_partners')).toMatchObject([
    { dueOn: '2026-03-30', owed: [{ count: 1, to: '/partners/duan' }] },
  ])
  await readConsole(kit)
  kit.deps.clock.advanceSeconds(60)
  const operation = {
    at: kit.deps.clock.now(),
    operator: 'limin',
    area: 3,
    detailType: 14,
    details: '姓名：新人',
    ip: '',
  }
  kit.deps.wecom.protection.adminOperations?.push(operation)
  kit.deps.clock.advanceSeconds(60)
  await readConsole(kit)
  expect(await numbersOf(kit, hr, 'watch_console')).toEqual([['waiting', 1]])
})

test('the yearly confirmation of account custody is a duty until it is given, and then counted', async ({ kit }) => {
  const actor = await kit.given.member({ userid: 'guoji', department: await kit.given.department({}) })
  kit.deps.clock.advanceHours(1)
  await askCustody(kit.deps)
  expect(findDuties(await dutiesOf(kit, actor), 'keep_account')).toMatchObject([
    { clause: '3.2b', owed: [{ count: 1 }] },
  ])
  const { year, textHash } = await getCustody(kit.deps, actor, 'zh-CN')
  await confirmCustody(kit.deps, actor, { year, textHash, language: 'zh-CN' })
  expect(await numbersOf(kit, actor, 'keep_account')).toEqual([['attested', 1]])
})
