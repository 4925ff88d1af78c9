import { dayIn } from '@desk/shared/kernel/calendar-day'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { nextActorOfGroup } from '@desk/shared/groups/group-states'
import { eq } from 'drizzle-orm'
import { chatGroups } from '../../db/schema/index.ts'
import { answerJoinRequest, requestToJoin } from '../../features/groups/joining/join-group.ts'
import { findGroupRow, saveGroup } from '../../features/groups/model/group-queries.ts'
import { renewGroup, reviewGroup, signCharter } from '../../features/groups/ownership/owner-commands.ts'
import { answerOwnershipOffer } from '../../features/groups/ownership/answer-ownership-offer.ts'
import { archivePatch } from '../../features/groups/registry/archive-group.ts'
import { declareGroup } from '../../features/groups/registry/declare-group.ts'
import { getGroup } from '../../features/groups/registry/get-group.ts'
import { handleReport, reportViolation } from '../../features/groups/reports/violation-reports.ts'
import { runDailyGroupJob } from '../../features/groups/jobs/groups-daily.ts'
import { groupCompany, type GroupPeople, leave, createGroup, moveToDepartment } from '../fixtures/groups.ts'
import type { Kit } from '../kit.ts'
import { type ExpectedState, scenario, type Scenario } from './find-next-actor-violations.ts'

const groupStateScenarios = [
  scenario('group charter', groupCompany, async (kit, people) => async () => {
    const { state, ownerId } = await createGroup(kit, people)
    // The deputy learns that they are the deputy.
    return { next: nextActorOfGroup[state] === 'owner' ? [ownerId] : null, notified: [people.mate.userid] }
  }),
  scenario('group declared', groupCompany, async (kit, people) => async () => {
    const { applicant, admin } = people
    await declareGroup(kit.deps, applicant, { name: '采购日常', purpose: '沟通', deputyId: null, members: ['third'] })
    return { next: nextActorOfGroup.declared === 'department' ? [admin.userid] : null, notified: [] }
  }),
  scenario('group created manually, archived', groupCompany, async (kit, people) => {
    const { id } = await createGroup(kit, people)
    return async () => {
      await kit.deps.db.transaction(async (tx) => {
        const group = await findGroupRow(tx, id)
        if (!group) throw new Error('The group is gone')
        const now = kit.deps.clock.now()
        const manualGroup = { ...group, origin: 'manual' as const, isApplying: true }
        await saveGroup(tx, group, {
          ...(await archivePatch(kit.deps, tx, manualGroup, people.applicant.userid, now)),
          isApplying: true,
          origin: 'manual',
        })
      })
      return { next: [people.applicant.userid], notified: [], by: people.applicant.userid }
    }
  }),
]

/** Creates an active group owned by its applicant, without open tasks. */
async function createSignedGroup(kit: Kit, people: GroupPeople) {
  const created = await createGroup(kit, people)
  await signCharter(kit.deps, people.applicant, { id: created.id, version: created.version })
  return created.id
}

const joinRequestScenarios = [
  scenario('group join request', groupCompany, async (kit, people) => {
    const id = await createSignedGroup(kit, people)
    return async () => {
      await requestToJoin(kit.deps, people.buyer, id)
      return { next: [people.applicant.userid], notified: [] }
    }
  }),
  ...[true, false].map((admit) =>
    scenario(`group join request ${admit ? 'admitted' : 'declined'}`, groupCompany, async (kit, people) => {
      const id = await createSignedGroup(kit, people)
      await requestToJoin(kit.deps, people.buyer, id)
      return async () => {
        await answerJoinRequest(kit.deps, people.applicant, { id, userid: people.buyer.userid, admit })
        return { next: null, notified: [people.buyer.userid] }
      }
    }),
  ),
]

const reportScenarios = (['owner', 'ops'] as const).flatMap((to) => {
  const handlerOf = ({ applicant, ops }: GroupPeople) => (to === 'owner' ? applicant : ops)
  const prepareReport = async (kit: Kit, people: GroupPeople) => {
    const id = await createSignedGroup(kit, people)
    return { id, fileReport: () => reportViolation(kit.deps, people.third, { id, to, what: 'advertising' }) }
  }
  return [
    scenario(`group report to ${to}`, groupCompany, async (kit, people) => {
      const { fileReport } = await prepareReport(kit, people)
      return async () => {
        await fileReport()
        return { next: [handlerOf(people).userid], notified: [] }
      }
    }),
    scenario(`group report to ${to}, handled`, groupCompany, async (kit, people) => {
      const { id, fileReport } = await prepareReport(kit, people)
      await fileReport()
      return async () => {
        const handler = handlerOf(people)
        const [found] = (await getGroup(kit.deps, handler, id)).reports
        if (!found) throw new Error('No report')
        await handleReport(kit.deps, handler, { id, reportId: found.id, outcome: 'reminded' })
        return { next: null, notified: [people.third.userid] }
      }
    }),
  ]
})

/** Returns the expected state of a group with this task: its next actors, according to `nextActorOfGroup`. */
const expectedStateOf = (
  task: 'reviewed' | 'expiring' | 'vacant',
  { applicant, mate, third }: GroupPeople,
): ExpectedState => {
  const people = { owner: [applicant], leaders: [applicant, mate], offered: [mate, third] }[nextActorOfGroup[task]]
  return { next: people.map(({ userid }) => userid), notified: [] }
}

type GroupStep = (kit: Kit, people: GroupPeople, id: Awaited<ReturnType<typeof createSignedGroup>>) => Promise<unknown>

/** Moves the clock to twenty days before the group's expiry. */
const approachExpiry: GroupStep = async (kit, _people, id) => {
  const { deps } = kit
  const expiresOn = dayIn('Asia/Shanghai', new Date(deps.clock.now().getTime() + 20 * DAY_MS))
  await deps.db.update(chatGroups).set({ expiresOn }).where(eq(chatGroups.id, id))
  await runDailyGroupJob(deps)
}
const moveMember: GroupStep = (kit, people) => moveToDepartment(kit, 'third', people.other)
const removeOwner: GroupStep = (kit) => leave(kit, 'guoji')
const versionOf = async ({ deps }: Kit, { admin }: GroupPeople, id: Parameters<typeof getGroup>[2]) => ({
  id,
  version: (await getGroup(deps, admin, id)).version,
})

/** Pairs of scenarios: a step opens a task in an active group, and then a member completes it. */
const activeGroupScenarios = (
  [
    [
      'expiring',
      approachExpiry,
      async (kit, people, id) =>
        renewGroup(kit.deps, people.applicant, { ...(await versionOf(kit, people, id)), reason: '还没结束' }),
      { next: [], notified: [] },
    ],
    [
      'reviewed',
      moveMember,
      async (kit, people, id) =>
        reviewGroup(kit.deps, people.applicant, { ...(await versionOf(kit, people, id)), remove: [], keep: ['third'] }),
      { next: [], notified: [] },
    ],
    // The person who accepts has to sign the charter, and the deputy learns who the owner is.
    [
      'vacant',
      removeOwner,
      (kit, { third }, id) => answerOwnershipOffer(kit.deps, third, { id, accept: true }),
      { next: ['third'], notified: ['mate'] },
    ],
  ] satisfies [Parameters<typeof expectedStateOf>[0], GroupStep, GroupStep, { next: string[]; notified: string[] }][]
).flatMap(([task, open, end, { next, notified }]) => [
  scenario(`group ${task}`, groupCompany, async (kit, people) => {
    const id = await createSignedGroup(kit, people)
    return async () => {
      await open(kit, people, id)
      return expectedStateOf(task, people)
    }
  }),
  scenario(`group ${task}, over`, groupCompany, async (kit, people) => {
    const id = await createSignedGroup(kit, people)
    await open(kit, people, id)
    return async () => {
      await end(kit, people, id)
      return { next: next.length === 0 ? null : next, notified, by: next[0] ?? '' }
    }
  }),
])

export const groupScenarios: Scenario[] = [
  ...groupStateScenarios,
  ...joinRequestScenarios,
  ...reportScenarios,
  ...activeGroupScenarios,
]
