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

/** Adds a member in WeCom's console, outside this app. */
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

/** Creates a company, and returns the person who owes each of these duties there. */
type Arrange = (kit: Kit) => Promise<Partial<Record<DutyCode, MemberActor>>>

const refusedChange: Arrange = async (kit) => ({ keep_running: await arrangeRefusedChange(kit, 40058) })
const manualChange: Arrange = async (kit) => ({ apply_changes: await arrangeRefusedChange(kit, 48002) })
const consoleOperation: Arrange = async (kit) => ({ watch_console: await arrangeConsoleOperation(kit) })
const custodyQuestion: Arrange = async (kit) => ({ keep_account: await arrangeCustodyQuestion(kit) })
const joiners: Arrange = async (kit) => {
  const { hr, ops, joiner } = await arrangeJoiners(kit)
  return { review_accounts: ops, open_accounts: hr, do_first_day: joiner }
}
const problems: Arrange = async (kit) => {
  const { admin, ops } = await arrangeProblems(kit)
  return { answer_problems: ops, collect_problems: admin }
}
const incidents: Arrange = async (kit) => {
  const { handler, reporter } = await arrangeIncidents(kit)
  return { handle_incidents: handler, report_incidents: reporter }
}
const closing: Arrange = async (kit) => {
  const { hr, leaver, heir } = await arrangeClosing(kit)
  return { close_accounts: hr, take_over: heir, clean_up: leaver }
}
const partners: Arrange = async (kit) => {
  const { hr, sponsor } = await partnersOfSponsor(kit)
  return { watch_partners: hr, sponsor_partners: sponsor }
}
const unreviewedGroup: Arrange = async (kit) => {
  const { admin, applicant } = await arrangeUnreviewed(kit)
  return { supervise_groups: admin, lead_groups: applicant }
}
const mixedDuties: Arrange = async (kit) => {
  const { hr, admin, guoji, zhao } = await arrangeMixedDuties(kit)
  return {
    ...{ confirm_company: hr, answer_departures: hr, sign_policies: guoji, confirm_own: zhao },
    ...{ convey_policies: admin, verify_changes: admin, confirm_people: admin },
  }
}

/** The company in which somebody owes each duty. */
const companyOf: Record<DutyCode, Arrange> = {
  keep_running: refusedChange,
  apply_changes: manualChange,
  review_accounts: joiners,
  watch_console: consoleOperation,
  answer_problems: problems,
  handle_incidents: incidents,
  open_accounts: joiners,
  close_accounts: closing,
  watch_partners: partners,
  confirm_company: mixedDuties,
  answer_departures: mixedDuties,
  convey_policies: mixedDuties,
  collect_problems: problems,
  verify_changes: mixedDuties,
  confirm_people: mixedDuties,
  supervise_groups: unreviewedGroup,
  lead_groups: unreviewedGroup,
  sign_policies: mixedDuties,
  confirm_own: mixedDuties,
  do_first_day: joiners,
  keep_account: custodyQuestion,
  report_incidents: incidents,
  sponsor_partners: partners,
  take_over: closing,
  clean_up: closing,
}
const companies = [...new Set(Object.values(companyOf))].map((arrange) => ({
  arrange,
  duties: dutyCodes.filter((code) => companyOf[code] === arrange),
}))

test.for(companies.map(({ arrange, duties }) => [duties.join(', '), arrange, duties] as const))(
  'every number on the pages of members who owe %s equals the length of the list that it opens',
  async ([, arrange, duties], { kit }) => {
    const owing = await arrange(kit)
    const counted = new Map<string, number>()
    for (const actor of new Set(Object.values(owing)))
      for (const code of new Set((await dutiesOf(kit, actor)).map((row) => row.code))) {
        // `numbersOf` compares each number with the length of its list.
        const numbers = await numbersOf(kit, actor, code)
        const sum = numbers.reduce((total, [, count]) => total + count, 0)
        counted.set(`${actor.userid} ${code}`, sum)
      }
    // With an empty list the comparison would prove little.
    for (const code of duties) expect(counted.get(`${owing[code]?.userid ?? ''} ${code}`), code).toBeGreaterThan(0)
  },
)
