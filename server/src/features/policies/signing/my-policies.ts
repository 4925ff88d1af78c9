import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { heldDuties } from '@desk/shared/policies/duties'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type { RosterState } from '@desk/shared/policies/roster'
import type { MyPolicies, MyReceipts, PolicyTask } from '@desk/shared/policies/policy-schemas'
import { listActivePolicies } from '../document/policy-queries.ts'
import { titleOfVersion } from '../document/policy-title.ts'
import { readingFacts, toTask } from './reading-facts.ts'
import { findOnRosters, type RosterDeps, type RosterRow } from '../roster/roster-queries.ts'
import { findSigner, listOwnSignatures } from './signature-queries.ts'
import { languageOf } from '../document/version-text.ts'

/** Lists the policies that bind the caller, each with their acknowledgement status and what they have to read. */
export async function listMyPolicies(
  deps: RosterDeps,
  actor: MemberActor,
  language: PolicyLanguage,
): Promise<MyPolicies> {
  return { items: await listTasks(deps, actor, language) }
}

/** Lists the tasks of the policies in whose roster the caller is; `isListed` omits some before their texts are read. */
async function listTasks(
  deps: RosterDeps,
  actor: MemberActor,
  language: PolicyLanguage,
  isListed: (row: RosterRow) => boolean = () => true,
): Promise<PolicyTask[]> {
  const policies = await listActivePolicies(deps.db)
  const rows = await findOnRosters(deps, policies, actor.userid)
  const tasks = []
  for (const policy of policies) {
    const row = rows.get(policy.id)
    if (!row || !isListed(row)) continue
    const facts = await readingFacts(deps, policy, row, {
      language: languageOf(policy, language),
      duties: heldDuties(actor),
    })
    tasks.push(toTask(policy, row, facts))
  }
  return tasks
}

/** Lists the policies that the caller has to sign now, earliest due date first. Omits those of an ended partner contract. */
export async function listPoliciesToSign(
  deps: RosterDeps,
  actor: MemberActor,
  language: PolicyLanguage,
): Promise<PolicyTask[]> {
  const tasks = await listTasks(deps, actor, language, isToSign)
  return tasks.sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1))
}

const settledStates: readonly RosterState[] = ['excluded', 'exempt', 'questioned', 'signed']
const isToSign = ({ state }: RosterRow) => !settledStates.includes(state)

/** Returns the policy whose board the caller is shown: the newest one; null for callers without a board. */
export async function findBoardPolicyId(deps: RosterDeps, actor: MemberActor): Promise<PolicyId | null> {
  if (actor.adminOf.length === 0 && !holdsRole(actor, 'policy_reviewer')) return null
  const policies = await listActivePolicies(deps.db)
  const newest = policies.toSorted((one, other) => other.requiredSince.getTime() - one.requiredSince.getTime())[0]
  return newest?.id ?? null
}

const MAX_RECEIPTS = 100

export async function listMyReceipts({ db }: RosterDeps, actor: MemberActor): Promise<MyReceipts> {
  const signer = await findSigner(db, actor.userid)
  const rows = signer ? await listOwnSignatures(db, signer, MAX_RECEIPTS) : []
  return {
    items: rows.map(({ code, signedAt, label, content }) => ({
      code,
      ...titleOfVersion(content),
      label: label ?? '',
      signedAt: signedAt.toISOString(),
    })),
  }
}
