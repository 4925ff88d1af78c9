import type { MemberActor } from '@desk/shared/identity/actor'
import { nextInGroup } from '@desk/shared/groups/group-states'
import { nextInVersion } from '@desk/shared/policies/policy-flow'
import { nextInLost } from '@desk/shared/lost-device/lost-device'
import { archiveWithin } from '../../features/groups/registry/archive-group.ts'
import { declareGroup } from '../../features/groups/registry/declare-group.ts'
import { findGroupRow, saveGroup } from '../../features/groups/model/group-queries.ts'
import { requireCase } from '../../features/lost-device/cases/case-queries.ts'
import { decideCase } from '../../features/lost-device/recovery/decide-case.ts'
import { answerWard, askGuardian } from '../../features/lost-device/guardians/guardians.ts'
import { nextPeople } from '../../features/lost-device/cases/next-people.ts'
import { confirmIdentity, findDevice, unlockCase } from '../../features/lost-device/recovery/recover-case.ts'
import { makeDelegation } from '../../features/delegations/make-delegation.ts'
import { approveVersion, createPolicy, submitDraft } from '../../features/policies/authoring/edit-policy.ts'
import { getPolicyEdit } from '../../features/policies/authoring/get-edit.ts'
import { drainOutbox } from '../drain-outbox.ts'
import { groupCompany, madeGroup } from '../group-stories.ts'
import type { Kit } from '../kit.ts'
import { lostCompany, report } from '../lost-stories.ts'
import { clause, draftOf, policyCompany, published } from '../policy-stories.ts'
import { smallCompany } from '../stories.ts'
import type { Stand, Story } from './judge.ts'

type Everybody = Record<string, MemberActor | number>
const peopleOf = (company: Everybody): MemberActor[] =>
  Object.values(company).filter((one): one is MemberActor => typeof one === 'object')

/** Everything that was owed by then is said, and what follows is the story's last step. */
const story = <Company extends Everybody>(
  name: string,
  company: (kit: Kit) => Promise<Company>,
  tell: (kit: Kit, people: Company) => Promise<() => Promise<Stand>>,
): Story => ({
  name,
  async arrange(kit) {
    const people = await company(kit)
    const last = await tell(kit, people)
    await drainOutbox(kit.deps)
    return {
      people: peopleOf(people),
      async enter() {
        const stand = await last()
        await drainOutbox(kit.deps)
        return stand
      },
    }
  },
})

type LostPeople = Awaited<ReturnType<typeof lostCompany>>
type Case = Awaited<ReturnType<typeof report>>['id']
type LostStep = (kit: Kit, people: LostPeople, id: Case) => Promise<unknown>

const atVersion = async ({ deps }: Kit, id: Case) => ({ id, version: (await requireCase(deps.db, id)).version })
const decided =
  (decision: 'lock' | 'dismiss'): LostStep =>
  async (kit, { admin }, id) =>
    decideCase(kit.deps, admin, { ...(await atVersion(kit, id)), decision, note: '核实过' })
const lock = decided('lock')
const find: LostStep = async (kit, { colleague }, id) => findDevice(kit.deps, colleague, await atVersion(kit, id))
const identify: LostStep = async (kit, { admin }, id) =>
  confirmIdentity(kit.deps, admin, { ...(await atVersion(kit, id)), channel: 'phone' })
const unlock: LostStep = async (kit, { ops }, id) => unlockCase(kit.deps, ops, await atVersion(kit, id))

/** The steps to a phase, the last of which is judged; reported by a colleague first. */
const lostWays: Partial<Record<keyof typeof nextInLost, LostStep[]>> = {
  urgent_review: [],
  locked: [lock],
  recovery: [lock, find],
  identity_ok: [lock, find, identify],
  aftercare: [lock, find, identify, unlock],
  dismissed: [decided('dismiss')],
}

async function lostStand({ deps }: Kit, people: LostPeople, id: Case): Promise<Stand> {
  await drainOutbox(deps)
  deps.clock.advanceSeconds(10)
  await drainOutbox(deps)
  const row = await requireCase(deps.db, id)
  const next = nextInLost[row.phase]
  const isMachine = next === 'timer' || next === 'worker'
  const told = next === null || row.phase === 'locked' ? [people.colleague.userid] : []
  const mayAct = row.phase === 'urgent_review' ? [people.subject.userid] : []
  return { next: next === null ? null : isMachine ? 'machine' : await nextPeople(deps, row), told, mayAct }
}

const lostStories = Object.entries(lostWays).map(([phase, steps]) =>
  story(`lost_device ${phase}`, lostCompany, async (kit, people) => {
    const ask = () => report(kit, people.colleague, people.subject.userid)
    if (steps.length === 0) return async () => lostStand(kit, people, (await ask()).id)
    const { id } = await ask()
    for (const step of steps.slice(0, -1)) {
      await drainOutbox(kit.deps)
      await step(kit, people, id)
      await lostStand(kit, people, id)
    }
    return async () => {
      await steps.at(-1)?.(kit, people, id)
      return lostStand(kit, people, id)
    }
  }),
)

const guardianStories = [
  story('guardian asked', lostCompany, async (kit, { subject, other }) => async () => {
    await askGuardian(kit.deps, subject, other.userid)
    return { next: [other.userid], told: [] }
  }),
  ...(['accept', 'decline'] as const).map((answer) =>
    story(`guardian ${answer}`, lostCompany, async (kit, { subject, other }) => {
      await askGuardian(kit.deps, subject, other.userid)
      return async () => {
        await answerWard(kit.deps, other, { userid: subject.userid, answer })
        return { next: null, told: [subject.userid] }
      }
    }),
  ),
]

const groupStories = [
  story('group charter', groupCompany, async (kit, people) => async () => {
    const { state, ownerId } = await madeGroup(kit, people)
    return { next: nextInGroup[state] === 'owner' ? [ownerId] : null, told: [] }
  }),
  story('group declared', groupCompany, async (kit, people) => async () => {
    const { applicant, admin } = people
    await declareGroup(kit.deps, applicant, { name: '采购日常', purpose: '沟通', deputyId: null, members: ['third'] })
    return { next: nextInGroup.declared === 'department' ? [admin.userid] : null, told: [] }
  }),
  story('group made by hand, archived', groupCompany, async (kit, people) => {
    const { id } = await madeGroup(kit, people)
    return async () => {
      await kit.deps.db.transaction(async (tx) => {
        const group = await findGroupRow(tx, id)
        if (!group) throw new Error('The group is gone')
        const now = kit.deps.clock.now()
        const byHand = { ...group, origin: 'manual' as const, isApplying: true }
        await saveGroup(tx, group, {
          ...(await archiveWithin(kit.deps, tx, byHand, people.applicant.userid, now)),
          isApplying: true,
          origin: 'manual',
        })
      })
      return { next: [people.applicant.userid], told: [], by: people.applicant.userid }
    }
  }),
]

const policyStories = [
  story('policy in_review', policyCompany, async (kit, { author, lead }) => {
    const id = await createPolicy(kit.deps, author, draftOf([clause('1.1')]))
    return async () => {
      await submitDraft(kit.deps, author, { id, edition: (await getPolicyEdit(kit.deps, author, { id })).edition })
      return { next: nextInVersion.in_review === 'second_person' ? [lead.userid] : null, told: [] }
    }
  }),
  story('policy approved', policyCompany, async (kit, { author, lead }) => {
    const id = await createPolicy(kit.deps, author, draftOf([clause('1.1')]))
    const edition = async () => (await getPolicyEdit(kit.deps, author, { id })).edition
    await submitDraft(kit.deps, author, { id, edition: await edition() })
    return async () => {
      await approveVersion(kit.deps, lead, { id, edition: await edition() })
      return { next: nextInVersion.approved === 'author' ? [author.userid] : null, told: [] }
    }
  }),
  story('policy published', policyCompany, async (kit, people) => async () => {
    await published(kit, people, draftOf([clause('1.1')]))
    return { next: nextInVersion.published === 'readers' ? [people.author.userid, people.lead.userid] : null, told: [] }
  }),
]

const delegationStories = [
  story('delegation active', smallCompany, async (kit, { admin, applicant }) => async () => {
    const day = '2026-03-17'
    await makeDelegation(kit.deps, admin, { startsOn: day, endsOn: day, delegate: applicant.userid, note: '' })
    return { next: 'machine', told: [admin.userid, applicant.userid] }
  }),
]

export const otherStories: Story[] = [
  ...lostStories,
  ...guardianStories,
  ...groupStories,
  ...policyStories,
  ...delegationStories,
]
