import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { askQuestion } from '../../features/policies/questions/ask-question.ts'
import { exemptPerson } from '../../features/policies/roster/change-person.ts'
import { createPolicy, submitDraft } from '../../features/policies/authoring/edit-policy.ts'
import { getPolicyEdit } from '../../features/policies/authoring/get-policy-editor.ts'
import { requestRetirement } from '../../features/policies/authoring/retire-policy.ts'
import type { Kit } from '../kit.ts'
import {
  approveDraft,
  clause,
  countsOf,
  draftOf,
  openPolicy,
  createPublishedPolicy,
  readAndSign,
} from '../fixtures/policy.ts'
import { type RolePeople, rowOf, type RoleCall, type RoleCalls } from './role-call.ts'

const draft = draftOf([clause('1')])
const policies = '/api/settings/policies'

async function createStepCall(
  { deps }: Kit,
  by: MemberActor,
  id: PolicyId,
  name: string,
  body: Record<string, unknown> = {},
): Promise<RoleCall> {
  const { edition } = await getPolicyEdit(deps, by, { id })
  return { by, path: `${policies}/${id}/${name}`, body: { edition, ...body }, row: rowOf('policies', id) }
}

async function createSubmittedPolicy(kit: Kit, { author }: RolePeople): Promise<PolicyId> {
  const { deps } = kit
  const id = await createPolicy(deps, author, draft)
  const readEdition = async () => (await getPolicyEdit(deps, author, { id })).edition
  await submitDraft(deps, author, { id, edition: await readEdition() })
  return id
}

/** Publishes a policy, and asks to retire it. */
async function createRetiringPolicy(kit: Kit, people: RolePeople): Promise<PolicyId> {
  const id = await createPublishedPolicy(kit, people, draft)
  const { edition } = await getPolicyEdit(kit.deps, people.author, { id })
  await requestRetirement(kit.deps, people.author, { id, edition, reason: '已并入新制度' })
  return id
}

/** Publishes a policy, and returns a member it applies to. */
async function createPolicyForMember(kit: Kit, people: RolePeople) {
  const person = await kit.given.member({ userid: 'guoji', department: people.north })
  return { id: await createPublishedPolicy(kit, people, draft), person }
}

const aboutPerson =
  (name: string, body: Record<string, unknown>): NonNullable<RoleCalls['POST /api/policies/:id/exemptions']> =>
  async (kit, people) => {
    const { id, person } = await createPolicyForMember(kit, people)
    return { by: people.author, path: `/api/policies/${id}/${name}`, body: { userid: person.userid, ...body } }
  }

/** Commands about policies and their signers. */
export const policyCalls: RoleCalls = {
  'POST /api/settings/policies': async (_kit, { author }) => ({ by: author, path: policies, body: draft }),
  'POST /api/settings/policies/gate': async (_kit, { lead }) => ({
    by: lead,
    path: `${policies}/gate`,
    body: { isOn: true, version: 0 },
  }),
  'POST /api/settings/policies/:id/draft': async (kit, { author }) =>
    createStepCall(kit, author, await createPolicy(kit.deps, author, draft), 'draft', { content: draft }),
  'POST /api/settings/policies/:id/files': async (kit, { author }) => {
    const id = await createPolicy(kit.deps, author, draft)
    const data = Buffer.from('%PDF-1.7\n%%EOF\n').toString('base64')
    return { by: author, path: `${policies}/${id}/files`, body: { name: '附件.pdf', data } }
  },
  'POST /api/settings/policies/:id/start': async (kit, people) =>
    createStepCall(kit, people.author, await createPublishedPolicy(kit, people, draft), 'start'),
  'POST /api/settings/policies/:id/submit': async (kit, { author }) =>
    createStepCall(kit, author, await createPolicy(kit.deps, author, draft), 'submit'),
  'POST /api/settings/policies/:id/approve': async (kit, people) => {
    const id = await createSubmittedPolicy(kit, people)
    const { draft: submitted } = await getPolicyEdit(kit.deps, people.lead, { id })
    return createStepCall(kit, people.lead, id, 'approve', { contentHash: submitted?.contentHash, comment: '可以发布' })
  },
  'POST /api/settings/policies/:id/discard': async (kit, { author }) =>
    createStepCall(kit, author, await createPolicy(kit.deps, author, draft), 'discard'),
  'POST /api/settings/policies/:id/retirement': async (kit, people) =>
    createStepCall(kit, people.author, await createPublishedPolicy(kit, people, draft), 'retirement', {
      reason: '已并入新制度',
    }),
  'POST /api/settings/policies/:id/retirement/confirm': async (kit, people) =>
    createStepCall(kit, people.lead, await createRetiringPolicy(kit, people), 'retirement/confirm'),
  'POST /api/settings/policies/:id/retirement/decline': async (kit, people) =>
    createStepCall(kit, people.author, await createRetiringPolicy(kit, people), 'retirement/decline', {
      reason: '仍在使用',
    }),
  'POST /api/settings/policies/:id/send-back': async (kit, people) =>
    createStepCall(kit, people.author, await createSubmittedPolicy(kit, people), 'send-back', {
      reason: '第 1 条说反了',
    }),
  'POST /api/settings/policies/:id/publish': async (kit, people) => {
    const body = { kind: 'major', effectiveOn: '2026-03-17', reason: '' }
    const id = await createSubmittedPolicy(kit, people)
    await approveDraft(kit, people.lead, id)
    return createStepCall(kit, people.author, id, 'publish', body)
  },
  'POST /api/policies/questions/:question/answer': async (kit, people) => {
    const { id, person } = await createPolicyForMember(kit, people)
    const { versionId } = await openPolicy(kit, person, id)
    await askQuestion(kit.deps, person, { id, versionId, clauseId: null, text: '平板算吗？' })
    const [question] = (await openPolicy(kit, person, id)).questions
    return { by: people.author, path: `/api/policies/questions/${question?.id}/answer`, body: { text: '算。' } }
  },
  'POST /api/policies/:id/exemptions': aboutPerson('exemptions', { reason: '长期出差', until: null }),
  'POST /api/policies/:id/exemptions/bulk': async (kit, people) => {
    const { id, person } = await createPolicyForMember(kit, people)
    const body = { userids: [person.userid], reason: '长期出差', until: '2026-05-04' }
    return { by: people.author, path: `/api/policies/${id}/exemptions/bulk`, body }
  },
  'POST /api/policies/:id/exemptions/:userid/end': async (kit, people) => {
    const { id, person } = await createPolicyForMember(kit, people)
    await exemptPerson(kit.deps, people.author, { id, userid: person.userid, reason: '长期出差', until: null })
    return { by: people.author, path: `/api/policies/${id}/exemptions/${person.userid}/end`, body: {} }
  },
  'POST /api/policies/:id/due-dates': aboutPerson('due-dates', { reason: '长期出差', dueOn: '2026-05-04' }),
  'POST /api/policies/:id/reaffirmations': aboutPerson('reaffirmations', { reason: '换了岗位' }),
  'POST /api/policies/:id/urge': async (kit, people) => {
    const { id } = await createPolicyForMember(kit, people)
    // Counted when the page is opened; not an effect of the command.
    await countsOf(kit, people.lead, id)
    return { by: people.author, path: `/api/policies/${id}/urge`, body: {} }
  },
  'POST /api/settings/partners/:userid/forget': async (kit, people) => {
    const { id, person } = await createPolicyForMember(kit, people)
    await readAndSign(kit, person, id)
    return { by: people.lead, path: '/api/settings/partners/guoji/forget', body: {} }
  },
}
