import { BOARD_DEPARTMENTS } from '@desk/shared/kernel/page-size'
import type { Audience } from '@desk/shared/policies/audience'
import { expect } from 'vitest'
import { notices, partners } from '../../db/schema/index.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { syncDirectory } from '../directory/jobs/sync-directory.ts'
import { boardCounts, campaignOf, confirmationCompany, startCampaign } from '../../testing/fixtures/confirmation.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { purgeExpired } from '../privacy/jobs/purge-expired.ts'
import { answerConfirmation, answerInPerson } from './answering/answer-confirmation.ts'
import { getConfirmation } from './answering/get-confirmation.ts'
import { remindPeople } from './asking/remind-people.ts'
import { getConfirmationBoard } from './board/get-board.ts'
import { createCampaign, endCampaign, previewAudience } from './campaigns/create-campaign.ts'
import { getCampaigns } from './campaigns/list-campaigns.ts'
import { countRecounts } from './counting/recount-queries.ts'
import { askPeople } from './jobs/ask-people.ts'
import { rebuildConfirmationCounters } from './jobs/rebuild-confirmation-counters.ts'

const DAY_HOURS = 24

test('a department admin sees their subtree, auditors and HR the company, and others nothing', async ({ kit }) => {
  const { hr, admin, guoji, north, south, root } = await confirmationCompany(kit)
  const auditor = await kit.given.member({ userid: 'auditor', department: root, roles: ['auditor'] })
  const id = await startCampaign(kit, hr)
  const { requestAs } = createTestClient(kit.deps)
  const statusFor = async (actor: typeof hr, query = '') =>
    (await requestAs(actor, 'GET', `/api/confirmations/${id}/board${query}`)).status
  expect([await statusFor(admin), await statusFor(admin, `?department=${String(south)}`)]).toEqual([200, 404])
  expect([await statusFor(guoji), await statusFor(auditor), await statusFor(hr)]).toEqual([404, 200, 200])
  expect((await getConfirmationBoard(kit.deps, admin, { id })).department?.id).toBe(north)
  expect((await getConfirmationBoard(kit.deps, auditor, { id })).allowed).toEqual([])
  expect((await getConfirmationBoard(kit.deps, hr, { id })).departments.map(({ name }) => name)).toEqual(['北', '南'])
})

test('the board lists first the departments with the most people to answer, and all on request or to an old page', async ({
  kit,
}) => {
  const { hr, north, south, root } = await confirmationCompany(kit)
  const others: number[] = []
  for (let count = 0; count < BOARD_DEPARTMENTS; count += 1) {
    const department = await kit.given.department({ parent: root })
    await kit.given.member({ department })
    others.push(department)
  }
  const below = await kit.given.department({ parent: others[5]! })
  for (let count = 0; count < 2; count += 1) await kit.given.member({ department: below })
  const id = await startCampaign(kit, hr)
  const idsOf = async (query: { departments?: 'first' | 'all' }) => {
    const board = await getConfirmationBoard(kit.deps, hr, { id, ...query })
    expect(board.departmentCount).toBe(BOARD_DEPARTMENTS + 2)
    expect(board.departments.filter(({ isParent }) => isParent).map((row) => row.id)).toEqual([others[5]])
    return board.departments.map((row) => row.id)
  }
  const all = await idsOf({ departments: 'all' })
  expect(all.slice(0, 2)).toEqual([others[5], north])
  expect(all.toSorted()).toEqual([north, south, ...others].toSorted())
  expect(await idsOf({ departments: 'first' })).toEqual(all.slice(0, BOARD_DEPARTMENTS))
  // A page of 0.18.0 that is still open has no button that requests the rest.
  expect(await idsOf({})).toEqual(all)
})

test('a department counts the people of a department that moved below it, also after a recount of everything', async ({
  kit,
}) => {
  const { hr, north, south, root } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  expect(await boardCounts(kit, hr, id, north)).toEqual({ pending: 2 })
  const moved = kit.deps.wecom.departments.find((department) => department.id === south)
  if (!moved) throw new Error('no department')
  moved.parentId = north
  await syncDirectory(kit.deps)
  expect(await boardCounts(kit, hr, id, north)).toEqual({ pending: 3 })
  await rebuildConfirmationCounters(kit.deps)
  expect(await boardCounts(kit, hr, id, north)).toEqual({ pending: 3 })
  expect(await boardCounts(kit, hr, id, root)).toEqual({ pending: 4 })
})

test('nobody is asked at night, and everybody is asked in the morning', async ({ kit }) => {
  const { hr } = await confirmationCompany(kit)
  kit.deps.clock.advanceHours(12)
  await createCampaign(kit.deps, hr, { ...campaignOf(), key: 'campaign-night' })
  await askPeople(kit.deps)
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.sent).toEqual([])
  kit.deps.clock.advanceHours(11)
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.sent).toHaveLength(4)
})

test('a campaign that is ended before its first day asks nobody, and the list says that it never started', async ({
  kit,
}) => {
  const { hr } = await confirmationCompany(kit)
  const id = await createCampaign(kit.deps, hr, { ...campaignOf({ startsOn: '2026-03-18' }), key: 'campaign-cancel' })
  const listed = async () => (await getCampaigns(kit.deps, hr)).items.map(({ state, isStarted }) => [state, isStarted])
  expect(await listed()).toEqual([['scheduled', false]])
  await rebuildConfirmationCounters(kit.deps)
  await endCampaign(kit.deps, hr, id)
  kit.deps.clock.advanceHours(2 * DAY_HOURS)
  await askPeople(kit.deps)
  await drainOutbox(kit.deps)
  expect([await listed(), kit.deps.wecom.sent]).toEqual([[['ended', false]], []])
  expect(await countRecounts(kit.deps.db)).toBe(0)
})

test('a campaign that has started can be ended, but not cancelled as one that has not started', async ({ kit }) => {
  const { hr } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  const stateOf = async () => (await getCampaigns(kit.deps, hr)).items[0]?.state
  const { requestAs } = createTestClient(kit.deps)
  const path = `/api/settings/confirmations/${id}/end`
  const refused = await requestAs(hr, 'POST', path, { before: 'start' })
  expect([refused.status, await stateOf()]).toEqual([409, 'running'])
  const ended = await requestAs(hr, 'POST', path, {})
  expect([ended.status, await stateOf()]).toEqual([200, 'ended'])
})

test('a reminder reaches the people of the department of its admin, and nobody twice a day', async ({ kit }) => {
  const { hr, admin } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  expect(await remindPeople(kit.deps, admin, { id })).toEqual({ reminded: 2, isMore: false })
  expect(await remindPeople(kit.deps, admin, { id })).toEqual({ reminded: 0, isMore: false })
  await drainOutbox(kit.deps)
  const urged = kit.deps.wecom.sent.filter(({ card }) => card.title === '还没核对你的信息')
  expect(urged.map(({ userid }) => userid)).toEqual(['guoji', 'limin'])
})

test('a reader who was reported as having left is counted among those they remind, and gets the message too', async ({
  kit,
}) => {
  const { hr, root } = await confirmationCompany(kit)
  const second = await kit.given.member({ userid: 'hr2', department: root, roles: ['hr'] })
  const id = await startCampaign(kit, hr)
  const { hash } = await getConfirmation(kit.deps, hr, id)
  await answerInPerson(kit.deps, second, { id, userid: 'hr', answer: 'left', hash })
  const { pending } = await boardCounts(kit, hr, id)
  expect(await remindPeople(kit.deps, hr, { id })).toEqual({ reminded: pending, isMore: false })
  expect(await remindPeople(kit.deps, hr, { id })).toEqual({ reminded: 0, isMore: false })
  await drainOutbox(kit.deps)
  const urged = kit.deps.wecom.sent.filter(({ card }) => card.title === '还没核对你的信息')
  expect(urged).toHaveLength(pending ?? 0)
  expect(urged.map(({ userid }) => userid)).toContain('hr')
})

test('an open campaign asks nobody again after the retention period of its messages, which are deleted once it has ended', async ({
  kit,
}) => {
  const { hr } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr, { endsOn: '2026-12-31' })
  kit.deps.clock.advanceHours(60 * DAY_HOURS)
  await purgeExpired(kit.deps)
  await askPeople(kit.deps)
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.sent).toHaveLength(4)
  await endCampaign(kit.deps, hr, id)
  kit.deps.clock.advanceHours(DAY_HOURS)
  await purgeExpired(kit.deps)
  expect(await kit.deps.db.select().from(notices)).toEqual([])
})

test('a campaign begins today at the earliest, is created once per key, and its preview counts whom it asks', async ({
  kit,
}) => {
  const { hr, admin, south } = await confirmationCompany(kit)
  await kit.given.member({ userid: 'inactive', department: south, status: 4 })
  const { audience } = campaignOf()
  expect(await previewAudience(kit.deps, hr, audience)).toEqual({ asked: 4, excluded: 1 })
  await expect(previewAudience(kit.deps, admin, audience)).rejects.toMatchObject({ code: 'not_found' })
  const past = { ...campaignOf({ startsOn: '2026-03-16' }), key: 'campaign-past' }
  await expect(createCampaign(kit.deps, hr, past)).rejects.toMatchObject({
    code: 'input.invalid',
    details: { fields: [{ path: 'startsOn', code: 'confirmation.past' }] },
  })
  const once = { ...campaignOf(), key: 'campaign-once' }
  expect(await createCampaign(kit.deps, hr, once)).toBe(await createCampaign(kit.deps, hr, once))
  expect((await getCampaigns(kit.deps, hr)).items).toHaveLength(1)
})

const audiences: readonly [who: string, audience: Partial<Audience>, asked: string[], excluded: number][] = [
  ['the holders of a role', { roles: ['hr'] }, ['hr'], 0],
  ['the department admins', { roles: ['dept_admin'] }, ['limin'], 0],
  ['the partners', { partners: true }, ['running'], 1],
  ['individual people', { people: ['GUOJI', 'ended'] }, ['guoji'], 1],
  ['people by several of these', { roles: ['hr'], partners: true, people: ['zhao'] }, ['hr', 'running', 'zhao'], 1],
]

test.for(audiences)(
  'a campaign for %s asks them and nobody else, and no partner whose contract is over',
  async ([, rule, asked, excluded], { kit }) => {
    const { hr, south } = await confirmationCompany(kit)
    const contract = { company: '外协厂', sponsor: 'limin', since: kit.deps.clock.now(), setBy: 'hr' }
    for (const userid of ['running', 'ended']) await kit.given.member({ userid, department: south })
    // The last day of one is today, and of the other was yesterday.
    await kit.deps.db.insert(partners).values([
      { ...contract, userid: 'running', endsOn: '2026-03-17' },
      { ...contract, userid: 'ended', endsOn: '2026-03-16' },
    ])
    const audience = { ...campaignOf().audience, everyone: false, ...rule }
    expect(await previewAudience(kit.deps, hr, audience)).toEqual({ asked: asked.length, excluded })
    const id = await startCampaign(kit, hr, { audience })
    expect(kit.deps.wecom.sent.map(({ userid }) => userid).sort()).toEqual(asked)
    const counts = { pending: asked.length, ...(excluded > 0 && { excluded }) }
    expect(await boardCounts(kit, hr, id)).toEqual(counts)
  },
)

test('HR is notified of a person who was reported as having left and whose account still works', async ({ kit }) => {
  const { hr, admin, guoji } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  const { hash } = await getConfirmation(kit.deps, guoji, id)
  await answerInPerson(kit.deps, admin, { id, userid: 'guoji', answer: 'left', hash })
  await drainOutbox(kit.deps)
  expect(await boardCounts(kit, admin, id)).toEqual({ left: 1, pending: 1 })
  expect(kit.deps.wecom.mailings).toMatchObject([
    { userids: ['hr'], card: { title: '郭𠮷可能已离开，账号仍在用', subtitle: '北李敏在信息核对中反映' } },
  ])
})

test('answers that are not counted yet when a campaign ends are in its final numbers', async ({ kit }) => {
  const { hr, guoji, zhao, south } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  expect(await boardCounts(kit, hr, id)).toEqual({ pending: 4 })
  const { hash } = await getConfirmation(kit.deps, guoji, id)
  await answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash })
  // A change of the directory marks the department as stale for every open campaign.
  await kit.deps.db.transaction((tx) =>
    markMembersLeft(kit.deps, tx, [zhao.userid], { at: kit.deps.clock.now(), source: 'test' }),
  )
  await endCampaign(kit.deps, hr, id)
  expect(await boardCounts(kit, hr, id)).toEqual({ confirmed: 1, pending: 2, excluded: 1 })
  expect((await getConfirmationBoard(kit.deps, hr, { id })).behind).toBe(0)
  // What happens in the directory afterwards no longer counts.
  await startCampaign(kit, hr)
  await kit.given.member({ userid: 'later', department: south })
  await rebuildConfirmationCounters(kit.deps)
  expect(await boardCounts(kit, hr, id)).toEqual({ confirmed: 1, pending: 2, excluded: 1 })
})

test('no digest asks for a campaign that has ended', async ({ kit }) => {
  const { db } = kit.deps
  const { hr } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  await db.update(notices).set({ state: 'digest', responseCode: null })
  await endCampaign(kit.deps, hr, id)
  expect(new Set((await db.select().from(notices)).map(({ state }) => state))).toEqual(new Set(['dropped']))
})
