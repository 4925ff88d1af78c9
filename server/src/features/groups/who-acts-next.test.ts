import { dayIn } from '@desk/shared/kernel/calendar-day'
import { and, eq, isNotNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { chatGroups, notices } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import {
  declareNewGroup,
  createDeclaredGroup,
  groupCompany,
  type GroupPeople,
  leave,
  getGroupAsApplicant,
  createGroup,
  moveToDepartment,
  createActiveGroup,
  groupUserids,
  useridsWithGroupTask,
  createReportedGroup,
  dissolve,
} from '../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { acceptGroup } from './ownership/accept-group.ts'
import { answerJoinRequest, requestToJoin } from './joining/join-group.ts'
import { runDailyGroupJob } from './jobs/groups-daily.ts'
import { archiveGroup, reviewGroup, signCharter } from './ownership/owner-commands.ts'
import { answerOwnershipOffer } from './ownership/answer-ownership-offer.ts'
import { completeChecklist } from './chat/complete-checklist.ts'
import { endGroup } from './registry/end-group.ts'
import { getGroup } from './registry/get-group.ts'

/** Lists the people of the fixture with an open card. */
async function listUseridsWithCard({ deps }: Kit): Promise<string[]> {
  const rows = await deps.db
    .select({ userid: notices.userid })
    .from(notices)
    .where(and(isNotNull(notices.asks), eq(notices.state, 'sent'), isNotNull(notices.responseCode)))
  return groupUserids.filter((person) => rows.some(({ userid }) => userid === person))
}

const createOwnerlessGroup = async (kit: Kit) => {
  const fixture = await createActiveGroup(kit)
  await leave(kit, 'guoji')
  return fixture
}
const createManualGroup = async (kit: Kit) => {
  const people = await groupCompany(kit)
  return { people, group: await createDeclaredGroup(kit, people) }
}

/** Creates a group that expires in twenty days, of which its leaders were notified. */
const createExpiringGroup = async (kit: Kit) => {
  const fixture = await createActiveGroup(kit)
  const expiresOn = dayIn('Asia/Shanghai', new Date(kit.deps.clock.now().getTime() + 20 * 86_400_000))
  await kit.deps.db.update(chatGroups).set({ expiresOn }).where(eq(chatGroups.id, fixture.group.id))
  await runDailyGroupJob(kit.deps)
  await drainOutbox(kit.deps)
  return fixture
}

type Row = [state: string, arrange: (kit: Kit) => Promise<unknown>, next: string[], cards?: string[]]
const table: Row[] = [
  ['created and unsigned', async (kit) => createGroup(kit, await groupCompany(kit)), ['guoji']],
  [
    'unsigned for days',
    async (kit) => {
      await createGroup(kit, await groupCompany(kit))
      kit.deps.clock.advanceDays(6)
      await runDailyGroupJob(kit.deps)
    },
    ['guoji', 'mate'],
  ],
  ['in use', createActiveGroup, []],
  ['about to expire', createExpiringGroup, ['guoji', 'mate']],
  [
    'without a deputy, because the former one left',
    async (kit) => {
      const { people, group } = await createActiveGroup(kit)
      await leave(kit, 'mate')
      await drainOutbox(kit.deps)
      await reviewGroup(kit.deps, people.applicant, {
        ...(await getGroupAsApplicant(kit, people, group)),
        remove: ['mate'],
        keep: [],
      })
    },
    ['guoji'],
  ],
  ['declared', async (kit) => declareNewGroup(kit, (await groupCompany(kit)).applicant), ['limin']],
  [
    'declared by the only admin',
    async (kit) => declareNewGroup(kit, (await groupCompany(kit)).admin, { deputyId: null, members: ['mate'] }),
    ['ops'],
  ],
  [
    'with a member whose reason no longer applies',
    async (kit) => moveToDepartment(kit, 'third', (await createActiveGroup(kit)).people.other),
    ['guoji'],
  ],
  [
    'with an open join request',
    async (kit) => {
      const { people, group } = await createActiveGroup(kit)
      await requestToJoin(kit.deps, people.buyer, group.id)
    },
    ['guoji'],
  ],
  ['with a report to its leader', createReportedGroup, ['guoji']],
  ['without an owner', createOwnerlessGroup, ['mate', 'third']],
  [
    'without an owner, declined by everyone',
    async (kit) => {
      const { people, group } = await createOwnerlessGroup(kit)
      for (const who of [people.mate, people.third])
        await answerOwnershipOffer(kit.deps, who, { id: group.id, accept: false })
    },
    // The former owner is still a member: the deputy reviews.
    ['mate', 'limin'],
  ],
  [
    'taken over',
    async (kit) => {
      const { people, group } = await createOwnerlessGroup(kit)
      await answerOwnershipOffer(kit.deps, people.third, { id: group.id, accept: true })
    },
    ['third'],
  ],
  [
    'manually created, with a new owner who is not yet owner in WeCom',
    async (kit) => {
      const { people, group } = await createManualGroup(kit)
      await leave(kit, 'guoji')
      await answerOwnershipOffer(kit.deps, people.third, { id: group.id, accept: true })
    },
    ['mate', 'third'],
    // The next owner has the checklist on the page.
    ['mate'],
  ],
  [
    'manually created, archived by another person, with an open checklist',
    async (kit) => {
      const { people, group } = await createManualGroup(kit)
      await archiveGroup(kit.deps, people.admin, group)
    },
    ['guoji'],
  ],
  [
    'manually created, without an owner, archived with an open checklist',
    async (kit) => {
      const { people, group } = await createManualGroup(kit)
      await leave(kit, 'guoji')
      await archiveGroup(kit.deps, people.admin, await getGroup(kit.deps, people.admin, group.id))
    },
    ['mate'],
  ],
  [
    'manually created, archived with an open checklist, after which its owner left',
    async (kit) => {
      const { people, group } = await createManualGroup(kit)
      await archiveGroup(kit.deps, people.admin, group)
      await leave(kit, 'guoji')
    },
    ['mate'],
    ['guoji', 'mate'],
  ],
  [
    'manually created, archived with an open checklist, after which its deputy and then its owner left',
    async (kit) => {
      const { people, group } = await createManualGroup(kit)
      await archiveGroup(kit.deps, people.admin, group)
      await leave(kit, 'mate')
      await leave(kit, 'guoji')
    },
    ['limin'],
    ['guoji', 'limin'],
  ],
  [
    'dissolved, without an owner, with an open report to its leader',
    async (kit) => {
      const group = await createReportedGroup(kit)
      await leave(kit, 'guoji')
      await dissolve(kit, group)
    },
    ['mate'],
    ['guoji', 'mate'],
  ],
  [
    'dissolved with an open report to its leader, who left afterwards',
    async (kit) => {
      await dissolve(kit, await createReportedGroup(kit))
      await leave(kit, 'guoji')
    },
    ['mate'],
    ['guoji', 'mate'],
  ],
]

describe('who acts next on a group', () => {
  for (const [state, arrange, next, cards = next] of table)
    test(`who acts next on a group is listed on home and has an open card: ${state}`, async ({ kit }) => {
      await arrange(kit)
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceHours(1)
      await drainOutbox(kit.deps)
      expect({ home: await useridsWithGroupTask(kit), cards: await listUseridsWithCard(kit) }).toEqual({
        home: next,
        cards,
      })
    })
})

/** Lists the new titles of the cards that were overwritten. */
const listOverwrittenCards = ({ deps }: Kit) =>
  deps.wecom.replaced.map(({ userid, card }) => `${userid} ${card.title}`).sort()

describe('a card of a completed task', () => {
  const testClosedCard = (state: string, act: (kit: Kit) => Promise<unknown>, cards: string[]) =>
    test(`a card of a completed task shows the outcome: ${state}`, async ({ kit }) => {
      await act(kit)
      await drainOutbox(kit.deps)
      expect(listOverwrittenCards(kit)).toEqual(cards)
    })
  testClosedCard('signed', signNewGroup, ['guoji 群主职责已签署'])
  testClosedCard('confirmed', async (kit) => acceptDeclaredGroup(kit), ['limin 登记已确认'])
  testClosedCard(
    'about to expire, with a new owner',
    async (kit) => {
      const { people, group } = await createExpiringGroup(kit)
      await leave(kit, 'guoji')
      await answerOwnershipOffer(kit.deps, people.third, { id: group.id, accept: true })
    },
    ['guoji 改由群主处理', 'guoji 群主职责已签署', 'mate 王小雨已同意担任群主', 'third 王小雨已同意担任群主'],
  )
  testClosedCard('taken over', takeOver, [
    'guoji 群主职责已签署',
    'mate 王小雨已同意担任群主',
    'third 王小雨已同意担任群主',
  ])
})

async function signNewGroup(kit: Kit) {
  const people = await groupCompany(kit)
  const group = await createGroup(kit, people)
  await signCharter(kit.deps, people.applicant, group)
}
async function acceptDeclaredGroup(kit: Kit) {
  const people: GroupPeople = await groupCompany(kit)
  const { id, version } = await declareNewGroup(kit, people.applicant)
  await drainOutbox(kit.deps)
  await acceptGroup(kit.deps, people.admin, { id, version, accept: true })
}
async function takeOver(kit: Kit) {
  const people = await groupCompany(kit)
  const group = await createGroup(kit, people)
  await signCharter(kit.deps, people.applicant, group)
  await leave(kit, 'guoji')
  await answerOwnershipOffer(kit.deps, people.third, { id: group.id, accept: true })
}

test('a join request of an archived group is closed with a notice', async ({ kit }) => {
  const { people, group } = await createActiveGroup(kit)
  await requestToJoin(kit.deps, people.buyer, group.id)
  await archiveGroup(kit.deps, people.applicant, { id: group.id, version: group.version })
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.sent.filter(({ userid }) => userid === 'buyer').map(({ card }) => card.title)).toEqual([
    '群不再使用，你的进群申请已结束',
  ])
})

test('a declined person may request again only after the cooldown, and is told when that ends', async ({ kit }) => {
  const { people, group } = await createActiveGroup(kit)
  await requestToJoin(kit.deps, people.buyer, group.id)
  await answerJoinRequest(kit.deps, people.applicant, { id: group.id, userid: 'buyer', admit: false })
  const requestAgain = () => requestToJoin(kit.deps, people.buyer, group.id)
  const askAgainAt = new Date(kit.deps.clock.now().getTime() + 7 * 86_400_000).toISOString()
  await expect(requestAgain()).rejects.toMatchObject({ code: 'group.asked_lately', details: { askAgainAt } })
  kit.deps.clock.advanceDays(7)
  await expect(requestAgain()).resolves.toBeUndefined()
})

test('no card stays open after the checklist is completed', async ({ kit }) => {
  const { people, group } = await createManualGroup(kit)
  const archived = await archiveGroup(kit.deps, people.admin, group)
  await drainOutbox(kit.deps)
  await completeChecklist(kit.deps, people.applicant, { id: archived.id, version: archived.version })
  await drainOutbox(kit.deps)
  expect([await useridsWithGroupTask(kit), await listUseridsWithCard(kit)]).toEqual([[], []])
  expect(listOverwrittenCards(kit)).toContain('guoji 清单已完成')
})

test('the card about a checklist of a group that ended says so, and not that the checklist was completed', async ({
  kit,
}) => {
  const { people, group } = await createManualGroup(kit)
  await archiveGroup(kit.deps, people.admin, group)
  await drainOutbox(kit.deps)
  await kit.deps.db.transaction((tx) => endGroup(kit.deps, tx, group.id, 'not_restored'))
  await drainOutbox(kit.deps)
  expect(listOverwrittenCards(kit)).toContain('guoji 群已结束')
  expect(listOverwrittenCards(kit)).not.toContain('guoji 清单已完成')
})
