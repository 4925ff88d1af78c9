import { nextActorOfVersion } from '@desk/shared/policies/policy-flow'
import { createPolicy, submitDraft } from '../../features/policies/authoring/edit-policy.ts'
import { sendBackVersion } from '../../features/policies/authoring/review-version.ts'
import { getPolicyEdit } from '../../features/policies/authoring/get-policy-editor.ts'
import { publishPolicy } from '../../features/policies/authoring/publish-policy.ts'
import { drainOutbox } from '../drain-outbox.ts'
import type { Kit } from '../kit.ts'
import { approveDraft, clause, draftOf, policyCompany } from '../fixtures/policy.ts'
import { type ExpectedState, scenario, type Scenario } from './find-next-actor-violations.ts'

// Two people may approve, so that a scenario has one who has not approved.
const createReviewCompany = async (kit: Kit) => {
  const people = await policyCompany(kit)
  return {
    ...people,
    second: await kit.given.member({ userid: 'second', department: people.root, roles: ['ops_lead'] }),
  }
}
type People = Awaited<ReturnType<typeof createReviewCompany>>
type VersionStep = (kit: Kit, people: People, policy: { id: `pol_${string}`; edition: number }) => Promise<unknown>

const submit: VersionStep = ({ deps }, { author }, policy) => submitDraft(deps, author, policy)
const approve: VersionStep = (kit, { lead }, { id }) => approveDraft(kit, lead, id)
const sendBack: VersionStep = ({ deps }, { lead }, policy) =>
  sendBackVersion(deps, lead, { ...policy, reason: '第二条写清楚' })
const publish: VersionStep = ({ deps }, { author }, policy) =>
  publishPolicy(deps, author, { ...policy, kind: 'major', effectiveOn: '2026-03-17', reason: '' })

const nextPeople = (
  state: keyof typeof nextActorOfVersion,
  { author, lead, second }: People,
): ExpectedState['next'] => {
  const next = nextActorOfVersion[state]
  if (next === null || next === 'timer') return next && 'machine'
  const people = { author: [author], second_person: [lead, second], readers: [author, lead, second] }[next]
  return people.map(({ userid }) => userid)
}

/** The steps to each state, the last of which is checked. */
const pathsToStates = {
  in_review: [submit],
  returned: [submit, sendBack],
  approved: [submit, approve],
  published: [submit, approve, publish],
} satisfies Partial<Record<keyof typeof nextActorOfVersion, VersionStep[]>>

export const policyScenarios: Scenario[] = (Object.keys(pathsToStates) as (keyof typeof pathsToStates)[]).map((state) =>
  scenario(`policy ${state}`, createReviewCompany, async (kit, people) => {
    const id = await createPolicy(kit.deps, people.author, draftOf([clause('1.1')]))
    const takeStep = async (step: VersionStep | undefined) => {
      const { edition } = await getPolicyEdit(kit.deps, people.author, { id })
      await step?.(kit, people, { id, edition })
    }
    for (const step of pathsToStates[state].slice(0, -1)) {
      await takeStep(step)
      await drainOutbox(kit.deps)
    }
    return async () => {
      await takeStep(pathsToStates[state].at(-1))
      return { next: nextPeople(state, people), notified: [] }
    }
  }),
)
