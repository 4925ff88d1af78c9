import { nextInGroup } from '@desk/shared/groups/group-states'
import { nextInVersion } from '@desk/shared/policies/policy-flow'
import { answerWish } from '../../features/groups/joining/answer-join-request.ts'
import { archiveWithin } from '../../features/groups/registry/archive-group.ts'
import { declareGroup } from '../../features/groups/registry/declare-group.ts'
import { findGroupRow, saveGroup } from '../../features/groups/model/group-queries.ts'
import { getGroup } from '../../features/groups/registry/get-group.ts'
import { handleReport } from '../../features/groups/reports/handle-report.ts'
import { signCharter } from '../../features/groups/ownership/lead-group.ts'
import { reportViolation } from '../../features/groups/reports/report-violation.ts'
import { wishToJoin } from '../../features/groups/joining/request-to-join.ts'
import { answerWard, askGuardian } from '../../features/lost-device/guardians/guardians.ts'
import { makeDelegation } from '../../features/delegations/make-delegation.ts'
import { answerQuestion, askQuestion, closeQuestion } from '../../features/policies/questions/ask-question.ts'
import { approveVersion, createPolicy, submitDraft } from '../../features/policies/authoring/edit-policy.ts'
import { getPolicyEdit } from '../../features/policies/authoring/get-edit.ts'
import { listQuestions } from '../../features/policies/questions/list-questions.ts'
import { drainOutbox } from '../drain-outbox.ts'
import { groupCompany, type GroupPeople, madeGroup } from '../group-stories.ts'
import type { Kit } from '../kit.ts'
import { lostCompany } from '../lost-stories.ts'
import { clause, draftOf, open, policyCompany, published } from '../policy-stories.ts'
import { smallCompany } from '../stories.ts'
import { story, type Story } from './judge.ts'
import { lostStories } from './lost-device-stories.ts'

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

/** In use: whoever asked for it leads it, and nothing is to be done in it. */
async function usedGroup(kit: Kit, people: GroupPeople) {
  const made = await madeGroup(kit, people)
  await signCharter(kit.deps, people.applicant, { id: made.id, version: made.version })
  return made.id
}

const wishStories = [
  story('group wish', groupCompany, async (kit, people) => {
    const id = await usedGroup(kit, people)
    return async () => {
      await wishToJoin(kit.deps, people.buyer, id)
      return { next: [people.applicant.userid], told: [] }
    }
  }),
  ...[true, false].map((admit) =>
    story(`group wish ${admit ? 'admitted' : 'declined'}`, groupCompany, async (kit, people) => {
      const id = await usedGroup(kit, people)
      await wishToJoin(kit.deps, people.buyer, id)
      return async () => {
        await answerWish(kit.deps, people.applicant, { id, userid: people.buyer.userid, admit })
        return { next: null, told: [people.buyer.userid] }
      }
    }),
  ),
]

const reportStories = (['owner', 'ops'] as const).flatMap((to) => {
  const handlerOf = ({ applicant, ops }: GroupPeople) => (to === 'owner' ? applicant : ops)
  const report = async (kit: Kit, people: GroupPeople) => {
    const id = await usedGroup(kit, people)
    return { id, report: () => reportViolation(kit.deps, people.third, { id, to, what: 'advertising' }) }
  }
  return [
    story(`group report to ${to}`, groupCompany, async (kit, people) => {
      const { report: sayIt } = await report(kit, people)
      return async () => {
        await sayIt()
        return { next: [handlerOf(people).userid], told: [] }
      }
    }),
    story(`group report to ${to}, handled`, groupCompany, async (kit, people) => {
      const { id, report: sayIt } = await report(kit, people)
      await sayIt()
      return async () => {
        const handler = handlerOf(people)
        const [found] = (await getGroup(kit.deps, handler, id)).reports
        if (!found) throw new Error('No report')
        await handleReport(kit.deps, handler, { id, reportId: found.id, outcome: 'reminded' })
        return { next: null, told: [people.third.userid] }
      }
    }),
  ]
})

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

const questionCompany = async (kit: Kit) => {
  const company = await policyCompany(kit)
  return { ...company, reader: await kit.given.member({ userid: 'reader', department: company.north }) }
}

/** Of a policy that binds nobody but the reader: nobody else has something to sign. */
async function asked(kit: Kit, people: Awaited<ReturnType<typeof questionCompany>>) {
  const audience = { everyone: false, departments: [], roles: [], partners: false, people: [people.reader.userid] }
  const id = await published(kit, people, draftOf([clause('1.1')], { audience }))
  await drainOutbox(kit.deps)
  const { versionId } = await open(kit, people.reader, id)
  return async () => {
    await askQuestion(kit.deps, people.reader, { id, versionId, clauseId: null, text: '第一条指的是谁？' })
    return id
  }
}

const questionStories = [
  story('policy question open', questionCompany, async (kit, people) => {
    const ask = await asked(kit, people)
    return async () => {
      await ask()
      return { next: [people.author.userid, people.lead.userid], told: [] }
    }
  }),
  ...(['answered', 'closed'] as const).map((end) =>
    story(`policy question ${end}`, questionCompany, async (kit, people) => {
      const { author, reader } = people
      const id = await (await asked(kit, people))()
      const [found] = (await listQuestions(kit.deps, author, { id })).items
      if (!found) throw new Error('No question')
      return async () => {
        if (end === 'closed') await closeQuestion(kit.deps, reader, { questionId: found.id })
        else await answerQuestion(kit.deps, author, { questionId: found.id, text: '指全体员工。' })
        return { next: [reader.userid], told: [], ...(end === 'closed' ? { by: reader.userid } : {}) }
      }
    }),
  ),
]

const delegationStories = [
  story('delegation planned', smallCompany, async (kit, { admin, applicant }) => async () => {
    const day = '2026-03-18'
    await makeDelegation(kit.deps, admin, { startsOn: day, endsOn: day, delegate: applicant.userid, note: '' })
    return { next: 'machine', told: [] }
  }),
  story('delegation planned, its day come', smallCompany, async (kit, { admin, applicant }) => {
    const day = '2026-03-18'
    await makeDelegation(kit.deps, admin, { startsOn: day, endsOn: day, delegate: applicant.userid, note: '' })
    return async () => {
      kit.deps.clock.advanceHours(24)
      return { next: 'machine', told: [admin.userid, applicant.userid] }
    }
  }),
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
  ...wishStories,
  ...reportStories,
  ...policyStories,
  ...questionStories,
  ...delegationStories,
]
