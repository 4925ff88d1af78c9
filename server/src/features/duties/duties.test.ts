import type { DutyCode, DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { expect } from 'vitest'
import { dutySources } from '../../composition/duty-sources.ts'
import { closingCompany, LAST_DAY, openFor } from '../../testing/fixtures/closings.ts'
import { confirmationCompany, startCampaign } from '../../testing/fixtures/confirmation.ts'
import { ask, feedbackCompany } from '../../testing/fixtures/feedback.ts'
import { command, incidentCompany, report } from '../../testing/fixtures/incidents.ts'
import { joinerCompany } from '../../testing/fixtures/joiners.ts'
import { clause, createPublishedPolicy, draftOf, readAndSign } from '../../testing/fixtures/policy.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { submitInfoChange } from '../../testing/request-fixtures.ts'
import { answerHandover } from '../accounts/close/answer-handover.ts'
import { assignHeir } from '../accounts/close/closing-commands.ts'
import { watchConsole } from '../accounts/console/jobs/watch-console.ts'
import { setPartner } from '../accounts/partners/set-partner.ts'
import { answerConfirmation } from '../confirmations/answering/answer-confirmation.ts'
import { getConfirmation } from '../confirmations/answering/get-confirmation.ts'
import { confirmCustody, getCustody } from '../custody/confirm-custody.ts'
import { askCustody } from '../custody/jobs/ask-custody.ts'
import { getFeedback } from '../feedback/asking/get-feedback.ts'
import { forwardFeedback } from '../feedback/handling/handle-feedback.ts'
import { getDuties } from './get-duties.ts'

const dutiesOf = async (kit: Kit, actor: MemberActor): Promise<DutyRow[]> =>
  (await getDuties(dutySources(kit.deps), actor)).rows

const find = (rows: readonly DutyRow[], code: DutyCode) => rows.filter((row) => row.code === code)

/** Where the API has the list of a page under another path. */
const apiPaths: readonly (readonly [page: RegExp, api: string])[] = [
  [/^\/(confirmations\/\w+|policies\/\w+)\/board$/, '/$1/people'],
  [/^\/leavers/, '/closings'],
  [/^\/accounts\/console/, '/console-deeds'],
  [/^\/me\/custody/, '/custody'],
]

type Listed = {
  items?: { state?: string; isMine?: boolean }[]
  open?: unknown[] | number
  earlier?: unknown[]
  confirmedAt?: string | null
}

/** Counts what the list behind a number contains, over HTTP, as the reader would. */
async function lengthOfList(kit: Kit, actor: MemberActor, to: string): Promise<number> {
  const { requestAs } = createTestClient(kit.deps)
  const [path = '', query = ''] = to.split('?')
  const api = apiPaths.reduce((known, [page, name]) => known.replace(page, name), path)
  const response = await requestAs(actor, 'GET', `/api${api}${query === '' ? '' : `?${query}`}`)
  expect(response.status, to).toBe(200)
  const { items = [], open, earlier, confirmedAt } = (await response.json()) as Listed
  if (Array.isArray(open)) return open.length
  if (earlier) return earlier.length + (confirmedAt === null ? 0 : 1)
  if (path === '/policies') return items.filter(({ state }) => state === 'pending' || state === 'overdue').length
  if (path.startsWith('/joiners/batches/')) return items.filter(({ state }) => state === 'review').length
  if (path.startsWith('/leavers/')) return items.filter(({ isMine }) => isMine).length
  return items.length
}

/** Compares every number of this duty with the list that it opens, and returns the numbers. */
async function numbersOf(kit: Kit, actor: MemberActor, code: DutyCode): Promise<[string, number][]> {
  const numbers: [string, number][] = []
  for (const { owed, done } of find(await dutiesOf(kit, actor), code))
    for (const { what, count, to } of [...owed, ...done]) {
      expect(await lengthOfList(kit, actor, to), `${code} ${what} ${to}`).toBe(count)
      numbers.push([what, count])
    }
  return numbers
}

test('every number equals the length of the list that it opens', async ({ kit }) => {
  const { root, hr, admin, guoji } = await confirmationCompany(kit)
  const author = await kit.given.member({ userid: 'author', department: root, roles: ['ops'] })
  const lead = await kit.given.member({ userid: 'lead', department: root, roles: ['ops_lead'] })
  const policy = await createPublishedPolicy(kit, { author, lead }, draftOf([clause('1')]))
  await readAndSign(kit, guoji, policy)
  await submitInfoChange(kit, guoji)
  const id = await startCampaign(kit, hr)
  const { hash } = await getConfirmation(kit.deps, guoji, id)
  await answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash })
  // A single campaign opens its page; groups and dead letters have lists of several parts.
  const withoutList = ['confirm_own', 'supervise_groups', 'keep_running']
  let checked = 0
  for (const actor of [hr, admin, guoji, author])
    for (const code of new Set((await dutiesOf(kit, actor)).map((row) => row.code)))
      if (!withoutList.includes(code)) checked += (await numbersOf(kit, actor, code)).length
  expect(checked).toBeGreaterThan(12)
})

test('another department is never counted', async ({ kit }) => {
  const { hr, admin, north } = await confirmationCompany(kit)
  await startCampaign(kit, hr)
  const [people] = find(await dutiesOf(kit, admin), 'confirm_people')
  expect(people).toMatchObject({ clause: '2.2c', subject: '北 · 上半年信息核对', dueOn: '2026-03-31' })
  expect(people?.owed.map(({ what, count }) => [what, count])).toEqual([
    ['pending', 2],
    ['changed', 0],
  ])
  expect(people?.to).toContain(`department=${String(north)}`)
})

test('a duty without anything that serves it is not shown, and a member sees only their own roles', async ({ kit }) => {
  const { guoji, admin } = await confirmationCompany(kit)
  expect(await dutiesOf(kit, guoji)).toEqual([])
  expect((await dutiesOf(kit, admin)).map(({ code }) => code).toSorted()).toEqual([
    'collect_problems',
    'supervise_groups',
    'verify_changes',
  ])
})

test('who handles incidents owes the open ones, and whoever is involved in one does not see its number', async ({
  kit,
}) => {
  const { handler, second, reporter, admin, stranger } = await incidentCompany(kit)
  await report(kit, reporter)
  await report(kit, reporter, { involved: ['second'] })
  expect(await numbersOf(kit, handler, 'handle_incidents')).toEqual([['waiting', 2]])
  expect(await numbersOf(kit, second, 'handle_incidents')).toEqual([['waiting', 1]])
  for (const other of [admin, stranger]) expect(find(await dutiesOf(kit, other), 'handle_incidents')).toEqual([])
  expect(await numbersOf(kit, reporter, 'report_incidents')).toEqual([['reported', 2]])
})

test('a question of the handler is a duty of the reporter until it is answered', async ({ kit }) => {
  const { handler, reporter } = await incidentCompany(kit)
  const id = await report(kit, reporter)
  await command(kit, handler, id, { command: 'acknowledge' })
  await command(kit, handler, id, { command: 'ask', text: '是哪一天？' })
  const [asked] = find(await dutiesOf(kit, reporter), 'report_incidents')
  expect(asked).toMatchObject({ clause: '2.3d', owed: [{ what: 'waiting', count: 1, to: `/incidents/${id}` }] })
})

test('problems wait for the department admin, then for the management department, and their delegate', async ({
  kit,
}) => {
  const { admin, southAdmin, ops, asker } = await feedbackCompany(kit)
  const { id } = await ask(kit, asker, '会议室的投屏连不上')
  await ask(kit, asker, '打印机总是卡纸')
  expect(await numbersOf(kit, admin, 'collect_problems')).toEqual([['waiting', 2]])
  expect(await numbersOf(kit, southAdmin, 'collect_problems')).toEqual([['waiting', 0]])
  expect(await numbersOf(kit, ops, 'answer_problems')).toEqual([['waiting', 0]])
  const { version } = await getFeedback(kit.deps, admin, id)
  await forwardFeedback(kit.deps, admin, { id, version, title: '投屏' })
  expect(await numbersOf(kit, admin, 'collect_problems')).toEqual([['waiting', 1]])
  expect(await numbersOf(kit, ops, 'answer_problems')).toEqual([['waiting', 1]])
})

test('entries of joiners are a duty of those who review them, by batch, and never of who submitted them', async ({
  kit,
}) => {
  const { hr, ops, row, submitted } = await joinerCompany(kit)
  await submitted([row(1), row(2)])
  expect(await numbersOf(kit, ops, 'review_accounts')).toEqual([['waiting', 2]])
  await submitted([row(3)], ops)
  expect(await numbersOf(kit, ops, 'review_accounts')).toEqual([['waiting', 2]])
  expect((await numbersOf(kit, hr, 'open_accounts')).map(([what]) => what)).toEqual([
    'to_mend',
    'not_arrived',
    'opened',
  ])
})

test('a closing is a duty of HR, of each heir with what they are offered, and of the leaver', async ({ kit }) => {
  const company = await closingCompany(kit)
  const { hr, leaver, mate } = company
  const { id, version } = await openFor(kit, company)
  expect(await numbersOf(kit, hr, 'close_accounts')).toEqual([['in_progress', 1]])
  expect(find(await dutiesOf(kit, leaver), 'clean_up')).toMatchObject([{ clause: '3.3b', dueOn: LAST_DAY }])
  expect(find(await dutiesOf(kit, mate), 'take_over')).toEqual([])
  await assignHeir(kit.deps, hr, { id, version, heir: mate.userid })
  const [[what, offered] = ['', 0]] = await numbersOf(kit, mate, 'take_over')
  expect([what, offered > 1]).toEqual(['waiting', true])
  await answerHandover(kit.deps, mate, { id, accept: true })
  expect(find(await dutiesOf(kit, mate), 'take_over')).toEqual([])
})

test('partners whose contract ends are a duty of HR and of the sponsor, and the console one of HR', async ({ kit }) => {
  await kit.given.department({ id: 1 })
  const hr = await kit.given.member({ userid: 'xiaolan', roles: ['hr'] })
  const sponsor = await kit.given.member({ userid: 'limin' })
  for (const [userid, endsOn] of [
    ['duan', '2026-03-30'],
    ['far', '2026-12-31'],
  ] as const) {
    await kit.given.member({ userid })
    await setPartner(kit.deps, hr, { userid, company: '华精', sponsor: 'limin', endsOn })
  }
  expect(await numbersOf(kit, hr, 'watch_partners')).toEqual([['waiting', 1]])
  expect(find(await dutiesOf(kit, sponsor), 'sponsor_partners')).toMatchObject([
    { dueOn: '2026-03-30', owed: [{ count: 1, to: '/partners/duan' }] },
  ])
  await watchConsole(kit.deps)
  kit.deps.clock.advanceSeconds(60)
  const deed = { at: kit.deps.clock.now(), operator: 'limin', area: 3, deed: 14, details: '姓名：新人', ip: '' }
  kit.deps.wecom.protection.adminOperations?.push(deed)
  kit.deps.clock.advanceSeconds(60)
  await watchConsole(kit.deps)
  expect(await numbersOf(kit, hr, 'watch_console')).toEqual([['waiting', 1]])
})

test('the yearly confirmation is owed until it is given, and then counted', async ({ kit }) => {
  const actor = await kit.given.member({ userid: 'guoji', department: await kit.given.department({}) })
  kit.deps.clock.advanceHours(1)
  await askCustody(kit.deps)
  expect(find(await dutiesOf(kit, actor), 'keep_account')).toMatchObject([{ clause: '3.2b', owed: [{ count: 1 }] }])
  const { year, textHash } = await getCustody(kit.deps, actor, 'zh-CN')
  await confirmCustody(kit.deps, actor, { year, textHash, language: 'zh-CN' })
  expect(await numbersOf(kit, actor, 'keep_account')).toEqual([['attested', 1]])
})
