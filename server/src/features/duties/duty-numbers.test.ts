import { type DutyCode, dutyCodes } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members } from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { closingCompany, openFor } from '../../testing/fixtures/closings.ts'
import { confirmationCompany, startCampaign } from '../../testing/fixtures/confirmation.ts'
import { readConsole } from '../../testing/fixtures/console.ts'
import { dutiesOf, numbersOf, partnersOfSponsor } from '../../testing/fixtures/duties.ts'
import { ask, feedbackCompany } from '../../testing/fixtures/feedback.ts'
import { createActiveGroup, moveToDepartment } from '../../testing/fixtures/groups.ts'
import { command, incidentCompany, report } from '../../testing/fixtures/incidents.ts'
import { createApprovedChange, toPosition } from '../../testing/fixtures/info-change.ts'
import { joinerCompany } from '../../testing/fixtures/joiners.ts'
import { clause, createPublishedPolicy, draftOf, readAndSign } from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { submitInfoChange } from '../../testing/request-fixtures.ts'
import { assignHeir } from '../accounts/close/closing-commands.ts'
import { reportDeparture } from '../accounts/people/report-departure.ts'
import { answerConfirmation } from '../confirmations/answering/answer-confirmation.ts'
import { getConfirmation } from '../confirmations/answering/get-confirmation.ts'
import { askCustody } from '../custody/jobs/ask-custody.ts'
import { getFeedback } from '../feedback/asking/get-feedback.ts'
import { forwardFeedback } from '../feedback/handling/handle-feedback.ts'
import { runDailyGroupJob } from '../groups/jobs/groups-daily.ts'

/**
 * Creates a company where 郭𠮷 answered a campaign and signed one of two policies, and 赵丽霞 did nothing. A change and a
 * departure wait.
 */
async function arrangeMixedDuties(kit: Kit) {
  const company = await confirmationCompany(kit)
  const { root, hr, admin, guoji, zhao } = company
  const author = await kit.given.member({ userid: 'author', department: root, roles: ['ops'] })
  const lead = await kit.given.member({ userid: 'lead', department: root, roles: ['ops_lead'] })
  const policy = await createPublishedPolicy(kit, { author, lead }, draftOf([clause('1')]))
  await readAndSign(kit, guoji, policy)
  await createPublishedPolicy(kit, { author, lead }, draftOf([clause('2')]))
  const id = await startCampaign(kit, hr)
  const { hash } = await getConfirmation(kit.deps, guoji, id)
  await answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash })
  await submitInfoChange(kit, guoji)
  await reportDeparture(kit.deps, admin, { userid: guoji.userid, lastDay: '2026-03-16', note: '' })
  return { hr, admin, guoji, zhao }
}

async function arrangeJoiners(kit: Kit) {
  const { hr, ops, row, confirmBatch, submitBatch, advanceToDayBefore, runDueJobs } = await joinerCompany(kit)
  await confirmBatch([row(1), row(2)])
  await advanceToDayBefore()
  kit.deps.clock.advanceHours(24)
  await runDueJobs()
  const { wecom, db, clock } = kit.deps
  wecom.members.set('qiuchen1', { ...wecom.members.get('qiuchen1')!, status: 1 })
  await db.update(members).set({ status: 1 }).where(eq(members.userid, 'qiuchen1'))
  await runDueJobs()
  clock.advanceHours(24)
  const startsOn = '2026-03-30'
  await submitBatch([row(3, { startsOn }), row(4, { startsOn })])
  return { hr, ops, joiner: { kind: 'member' as const, userid: 'qiuchen1', roles: [], adminOf: [] } }
}

/** Creates a group of which a member moved to another department, and whose leader did not review this. */
async function arrangeUnreviewed(kit: Kit) {
  const { people } = await createActiveGroup(kit)
  await moveToDepartment(kit, 'third', people.other)
  kit.deps.clock.advanceDays(15)
  await runDailyGroupJob(kit.deps)
  return people
}

async function arrangeProblems(kit: Kit) {
  const { admin, ops, asker } = await feedbackCompany(kit)
  const { id } = await ask(kit, asker, '会议室的投屏连不上')
  await ask(kit, asker, '打印机总是卡纸')
  const { version } = await getFeedback(kit.deps, admin, id)
  await forwardFeedback(kit.deps, admin, { id, version, title: '投屏' })
  return { admin, ops }
}

/** Reports two incidents; the handler asks about one of them. */
async function arrangeIncidents(kit: Kit) {
  const { handler, reporter } = await incidentCompany(kit)
  const id = await report(kit, reporter)
  await report(kit, reporter)
  await command(kit, handler, id, { command: 'acknowledge' })
  await command(kit, handler, id, { command: 'ask', text: '是哪一天？' })
  return { handler, reporter }
}

async function arrangeClosing(kit: Kit) {
  const company = await closingCompany(kit)
  const { hr, leaver, mate } = company
  const { id, version } = await openFor(kit, company)
  await assignHeir(kit.deps, hr, { id, version, heir: mate.userid })
  return { hr, leaver, heir: mate }
}

/** Adds a member in WeCom's console, outside the flows of this app. */
async function arrangeConsoleOperation(kit: Kit) {
  const { deps } = kit
  const hr = await kit.given.member({ userid: 'xiaolan', roles: ['hr'], department: await kit.given.department({}) })
  await readConsole(kit)
  deps.clock.advanceSeconds(60)
  const operation = { at: deps.clock.now(), operator: 'limin', area: 3, detailType: 14, details: '姓名：新人', ip: '' }
  deps.wecom.protection.adminOperations?.push(operation)
  deps.clock.advanceSeconds(60)
  await readConsole(kit)
  return hr
}

/** Creates an approved change that WeCom refuses: 48002 leaves it to be entered manually, other codes stop its job. */
async function arrangeRefusedChange(kit: Kit, code: number) {
  kit.deps.wecom.updateMember = () => Promise.reject(new WecomRefusedError(code, 'user/update'))
  const { ops } = await createApprovedChange(kit, toPosition)
  await drainOutbox(kit.deps)
  return ops
}

async function arrangeCustodyQuestion(kit: Kit) {
  const actor = await kit.given.member({ userid: 'guoji', department: await kit.given.department({}) })
  kit.deps.clock.advanceHours(1)
  await askCustody(kit.deps)
  return actor
}

/** Creates, for each duty, a member who owes it. */
const owing: Record<DutyCode, (kit: Kit) => Promise<MemberActor>> = {
  keep_running: (kit) => arrangeRefusedChange(kit, 40058),
  apply_changes: (kit) => arrangeRefusedChange(kit, 48002),
  review_accounts: async (kit) => (await arrangeJoiners(kit)).ops,
  watch_console: arrangeConsoleOperation,
  answer_problems: async (kit) => (await arrangeProblems(kit)).ops,
  handle_incidents: async (kit) => (await arrangeIncidents(kit)).handler,
  open_accounts: async (kit) => (await arrangeJoiners(kit)).hr,
  close_accounts: async (kit) => (await arrangeClosing(kit)).hr,
  watch_partners: async (kit) => (await partnersOfSponsor(kit)).hr,
  confirm_company: async (kit) => (await arrangeMixedDuties(kit)).hr,
  answer_departures: async (kit) => (await arrangeMixedDuties(kit)).hr,
  convey_policies: async (kit) => (await arrangeMixedDuties(kit)).admin,
  collect_problems: async (kit) => (await arrangeProblems(kit)).admin,
  verify_changes: async (kit) => (await arrangeMixedDuties(kit)).admin,
  confirm_people: async (kit) => (await arrangeMixedDuties(kit)).admin,
  supervise_groups: async (kit) => (await arrangeUnreviewed(kit)).admin,
  lead_groups: async (kit) => (await arrangeUnreviewed(kit)).applicant,
  sign_policies: async (kit) => (await arrangeMixedDuties(kit)).guoji,
  confirm_own: async (kit) => (await arrangeMixedDuties(kit)).zhao,
  do_first_day: async (kit) => (await arrangeJoiners(kit)).joiner,
  keep_account: arrangeCustodyQuestion,
  report_incidents: async (kit) => (await arrangeIncidents(kit)).reporter,
  sponsor_partners: async (kit) => (await partnersOfSponsor(kit)).sponsor,
  take_over: async (kit) => (await arrangeClosing(kit)).heir,
  clean_up: async (kit) => (await arrangeClosing(kit)).leaver,
}

test.for(dutyCodes)(
  'every number on the page of a member who owes %s equals the length of the list that it opens',
  async (owed, { kit }) => {
    const actor = await owing[owed](kit)
    const counted = new Map<DutyCode, number>()
    for (const { code } of await dutiesOf(kit, actor)) {
      // `numbersOf` compares each number with the length of its list.
      if (counted.has(code)) continue
      const numbers = await numbersOf(kit, actor, code)
      counted.set(
        code,
        numbers.reduce((sum, [, count]) => sum + count, 0),
      )
    }
    // With an empty list the comparison would prove little.
    expect(counted.get(owed)).toBeGreaterThan(0)
  },
)
