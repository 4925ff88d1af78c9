import type { DutyCode, DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { expect } from 'vitest'
import { dutySources } from '../../composition/duty-sources.ts'
import { confirmationCompany, startCampaign } from '../../testing/fixtures/confirmation.ts'
import { clause, createPublishedPolicy, draftOf, readAndSign } from '../../testing/fixtures/policy.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { submitInfoChange } from '../../testing/request-fixtures.ts'
import { answerConfirmation } from '../confirmations/answering/answer-confirmation.ts'
import { getConfirmation } from '../confirmations/answering/get-confirmation.ts'
import { getDuties } from './get-duties.ts'

const dutiesOf = async (kit: Kit, actor: MemberActor): Promise<DutyRow[]> =>
  (await getDuties(dutySources(kit.deps), actor)).rows

const find = (rows: readonly DutyRow[], code: DutyCode) => rows.filter((row) => row.code === code)

/** Counts what the list behind a number contains, over HTTP, as the reader would. */
async function lengthOfList(kit: Kit, actor: MemberActor, to: string): Promise<number> {
  const { requestAs } = createTestClient(kit.deps)
  const [path = '', query = ''] = to.split('?')
  const api = path.endsWith('/board') ? path.replace('/board', '/people') : path
  const response = await requestAs(actor, 'GET', `/api${api}${query === '' ? '' : `?${query}`}`)
  expect(response.status, to).toBe(200)
  const body = (await response.json()) as { items?: { state?: string }[] }
  const items = body.items ?? []
  return path === '/policies'
    ? items.filter(({ state }) => state === 'pending' || state === 'overdue').length
    : items.length
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
  let checked = 0
  for (const actor of [hr, admin, guoji, author])
    for (const { owed, done, code } of await dutiesOf(kit, actor))
      for (const { count, to, what } of [...owed, ...done]) {
        // A single campaign opens its page; groups and dead letters have lists of several parts.
        if (code === 'confirm_own' || code === 'supervise_groups' || code === 'keep_running') continue
        expect(await lengthOfList(kit, actor, to), `${actor.userid} ${code} ${what}`).toBe(count)
        checked += 1
      }
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
    'supervise_groups',
    'verify_changes',
  ])
})
