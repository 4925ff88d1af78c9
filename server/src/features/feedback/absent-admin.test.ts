import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { delegations, members, roleGrants } from '../../db/schema/index.ts'
import { endSuspension, suspendAccount } from '../../directory/suspension-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { ask, feedbackCompany } from '../../testing/fixtures/feedback.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { forwardFeedback } from './handling/handle-feedback.ts'
import { escalateFeedback } from './jobs/escalate-feedback.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'

const setStatus = ({ deps }: Kit, status: 1 | 2) =>
  deps.db.update(members).set({ status }).where(eq(members.userid, 'admin'))

/** Ways in which an admin becomes absent while they keep the role, and returns. */
const absences = {
  locked: {
    begin: ({ deps }: Kit) => deps.db.transaction((tx) => suspendAccount(tx, 'admin', 'lost', deps.clock.now())),
    end: ({ deps }: Kit) => deps.db.transaction((tx) => endSuspension(tx, 'admin', 'lost', deps.clock.now())),
  },
  'disabled in WeCom': { begin: (kit: Kit) => setStatus(kit, 2), end: (kit: Kit) => setStatus(kit, 1) },
} satisfies Record<string, Record<'begin' | 'end', (kit: Kit) => Promise<unknown>>>

test.for(Object.keys(absences) as (keyof typeof absences)[])(
  'while the admin is %s, problems wait for the deputy, and for the admin again after the return',
  async (absence, { kit }) => {
    const { deps } = kit
    const { asker, admin, north } = await feedbackCompany(kit)
    const deputy = await kit.given.member({ userid: 'deputy', department: north, adminOf: [north] })
    await deps.db.update(roleGrants).set({ isDeputy: true }).where(eq(roleGrants.userid, 'deputy'))
    const { id } = await ask(kit, asker, '打印机连不上')
    const escalateAndRead = async () => {
      await escalateFeedback(deps)
      await drainOutbox(deps)
      return [(await getFeedback(deps, admin, id)).isMine, (await getFeedback(deps, deputy, id)).isMine]
    }
    expect(await escalateAndRead()).toEqual([true, false])
    await absences[absence].begin(kit)
    expect(await escalateAndRead()).toEqual([false, true])
    expect(titlesTo(kit, 'deputy')).toEqual(['宋洋反馈了一个问题'])
    await absences[absence].end(kit)
    expect(await escalateAndRead()).toEqual([true, false])
    await absences[absence].begin(kit)
    await escalateAndRead()
    const { version } = await getFeedback(deps, deputy, id)
    expect(await forwardFeedback(deps, deputy, { id, version, title: '打印机' })).toMatchObject({ state: 'forwarded' })
  },
)

test('a handler whose role ends while they represent an absent admin still handles the problem, as delegate', async ({
  kit,
}) => {
  const { deps } = kit
  const { asker, north } = await feedbackCompany(kit)
  const other = await kit.given.member({ userid: 'other', department: north, adminOf: [north] })
  const { id } = await ask(kit, asker, '打印机连不上')
  await drainOutbox(deps)
  const delegation = { principal: 'admin', delegate: 'other', startsOn: '2026-03-17', endsOn: '2026-03-20', note: '' }
  await deps.db
    .insert(delegations)
    .values({ id: deps.ids.next('delegation'), createdAt: deps.clock.now(), ...delegation })
  await deps.db.update(roleGrants).set({ endedAt: deps.clock.now() }).where(eq(roleGrants.userid, 'other'))
  await escalateFeedback(deps)
  await drainOutbox(deps)
  const delegate = { ...other, adminOf: [], delegators: [{ userid: 'admin', roles: [], adminOf: [north] }] }
  expect(await getFeedback(deps, delegate, id)).toMatchObject({
    waitsFor: [{ userid: 'other' }],
    isMine: true,
    allowed: ['forward', 'merge', 'note'],
  })
  expect(titlesTo(kit, 'other')).toEqual(['宋洋反馈了一个问题'])
})
