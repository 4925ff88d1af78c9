import { answerGuardianRequest, requestGuardian } from '../../features/lost-device/guardians/guardians.ts'
import { createDelegation } from '../../features/delegations/create-delegation.ts'
import { answerQuestion, askQuestion, closeQuestion } from '../../features/policies/questions/ask-question.ts'
import { listQuestions } from '../../features/policies/questions/list-questions.ts'
import { drainOutbox } from '../drain-outbox.ts'
import type { Kit } from '../kit.ts'
import { lostDeviceCompany } from '../fixtures/lost-device.ts'
import { clause, draftOf, openPolicy, policyCompany, createPublishedPolicy } from '../fixtures/policy.ts'
import { smallCompany } from '../request-fixtures.ts'
import { groupScenarios } from './group-scenarios.ts'
import { scenario, type Scenario } from './find-next-actor-violations.ts'
import { lostDeviceScenarios } from './lost-device-scenarios.ts'
import { policyScenarios } from './policy-scenarios.ts'

const guardianScenarios = [
  scenario('guardian asked', lostDeviceCompany, async (kit, { subject, other }) => async () => {
    await requestGuardian(kit.deps, subject, other.userid)
    return { next: [other.userid], notified: [] }
  }),
  ...(['accept', 'decline'] as const).map((answer) =>
    scenario(`guardian ${answer}`, lostDeviceCompany, async (kit, { subject, other }) => {
      await requestGuardian(kit.deps, subject, other.userid)
      return async () => {
        await answerGuardianRequest(kit.deps, other, { userid: subject.userid, answer })
        return { next: null, notified: [subject.userid] }
      }
    }),
  ),
]

const createQuestionCompany = async (kit: Kit) => {
  const company = await policyCompany(kit)
  return { ...company, reader: await kit.given.member({ userid: 'reader', department: company.north }) }
}

/** Creates a question about a policy that applies to the reader alone: no one else has to sign. */
async function prepareQuestion(kit: Kit, people: Awaited<ReturnType<typeof createQuestionCompany>>) {
  const audience = { everyone: false, departments: [], roles: [], partners: false, people: [people.reader.userid] }
  const id = await createPublishedPolicy(kit, people, draftOf([clause('1.1')], { audience }))
  await drainOutbox(kit.deps)
  const { versionId } = await openPolicy(kit, people.reader, id)
  return async () => {
    await askQuestion(kit.deps, people.reader, { id, versionId, clauseId: null, text: '第一条指的是谁？' })
    return id
  }
}

const questionScenarios = [
  scenario('policy question open', createQuestionCompany, async (kit, people) => {
    const askPrepared = await prepareQuestion(kit, people)
    return async () => {
      await askPrepared()
      return { next: [people.author.userid, people.lead.userid], notified: [] }
    }
  }),
  ...(['answered', 'closed'] as const).map((end) =>
    scenario(`policy question ${end}`, createQuestionCompany, async (kit, people) => {
      const { author, reader } = people
      const id = await (await prepareQuestion(kit, people))()
      const [found] = (await listQuestions(kit.deps, author, { id })).items
      if (!found) throw new Error('the question is missing')
      return async () => {
        if (end === 'closed') await closeQuestion(kit.deps, reader, { questionId: found.id })
        else await answerQuestion(kit.deps, author, { questionId: found.id, text: '指全体员工。' })
        return { next: [reader.userid], notified: [], ...(end === 'closed' ? { by: reader.userid } : {}) }
      }
    }),
  ),
]

const delegationScenarios = [
  scenario('delegation planned', smallCompany, async (kit, { admin, applicant }) => async () => {
    const day = '2026-03-18'
    await createDelegation(kit.deps, admin, { startsOn: day, endsOn: day, delegate: applicant.userid, note: '' })
    return { next: 'machine', notified: [] }
  }),
  scenario('delegation planned, on its first day', smallCompany, async (kit, { admin, applicant }) => {
    const day = '2026-03-18'
    await createDelegation(kit.deps, admin, { startsOn: day, endsOn: day, delegate: applicant.userid, note: '' })
    return async () => {
      kit.deps.clock.advanceHours(24)
      return { next: 'machine', notified: [admin.userid, applicant.userid] }
    }
  }),
  scenario('delegation active', smallCompany, async (kit, { admin, applicant }) => async () => {
    const day = '2026-03-17'
    await createDelegation(kit.deps, admin, { startsOn: day, endsOn: day, delegate: applicant.userid, note: '' })
    return { next: 'machine', notified: [admin.userid, applicant.userid] }
  }),
]

export const otherScenarios: Scenario[] = [
  ...lostDeviceScenarios,
  ...guardianScenarios,
  ...groupScenarios,
  ...policyScenarios,
  ...questionScenarios,
  ...delegationScenarios,
]
