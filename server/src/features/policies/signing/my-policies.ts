import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { idSchema, type PolicyId } from '@desk/shared/kernel/ids'
import { instantInput } from '@desk/shared/kernel/instant'
import { PAGE_SIZE, type PageQuery } from '@desk/shared/kernel/page'
import { heldDuties } from '@desk/shared/policies/duties'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type { RosterState } from '@desk/shared/policies/roster'
import type { MyPolicies, MyReceipts, PolicyTask } from '@desk/shared/policies/policy-schemas'
import * as z from 'zod/mini'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import { type ActivePolicy, readClauses } from '../document/policy-queries.ts'
import { titleOfVersion } from '../document/policy-title.ts'
import { readingFacts, toTask } from './reading-facts.ts'
import { listOwnRosters, type OwnRosters } from './own-rosters-queries.ts'
import type { RosterDeps, RosterRow } from '../roster/roster-queries.ts'
import { countOwnSignatures, findSigner, listOwnSignatures } from './signature-queries.ts'
import { languageOf } from '../document/version-text.ts'

/** Lists the policies that bind the caller, each with their acknowledgement status and what they have to read. */
export async function listMyPolicies(
  deps: RosterDeps,
  actor: MemberActor,
  language: PolicyLanguage,
): Promise<MyPolicies> {
  return { items: await listTasks(deps, actor, { language, ...(await listOwnRosters(deps, actor.userid)) }) }
}

/** Lists the tasks of the policies whose roster includes the caller and that `isListed` accepts; reads no other texts. */
async function listTasks(
  deps: RosterDeps,
  actor: MemberActor,
  { language, policies, rows }: { language: PolicyLanguage } & OwnRosters,
  isListed: (row: RosterRow) => boolean = () => true,
): Promise<PolicyTask[]> {
  const tasks = []
  for (const policy of policies) {
    const row = rows.get(policy.id)
    if (!row || !isListed(row)) continue
    const facts = await readingFacts(deps, policy, row, {
      language: languageOf(policy, language),
      duties: heldDuties(actor),
      clausesOf: readClauses,
    })
    tasks.push(toTask(policy, row, facts))
  }
  return tasks
}

/**
 * Lists the policies that wait for the caller's signature, earliest due date first: without those with an open question,
 * an exemption or an ended partner contract. `board`: the newest policy, for callers who may see boards. `own`: the rosters, if
 * they were read already.
 */
export async function summarizePolicies(
  deps: RosterDeps,
  actor: MemberActor,
  language: PolicyLanguage,
  own?: OwnRosters,
): Promise<{ toSign: PolicyTask[]; board: PolicyId | null }> {
  const { policies, rows } = own ?? (await listOwnRosters(deps, actor.userid))
  const tasks = await listTasks(deps, actor, { language, policies, rows }, isToSign)
  return { toSign: tasks.sort((left, right) => (left.dueAt < right.dueAt ? -1 : 1)), board: boardOf(actor, policies) }
}

const settledStates: readonly RosterState[] = ['excluded', 'exempt', 'questioned', 'signed']
const isToSign = ({ state }: RosterRow) => !settledStates.includes(state)

/** Returns the newest policy; null for callers without a board. */
function boardOf(actor: MemberActor, policies: readonly ActivePolicy[]): PolicyId | null {
  if (actor.adminOf.length === 0 && !holdsRole(actor, 'policy_reviewer')) return null
  const newest = policies.toSorted((left, right) => right.requiredSince.getTime() - left.requiredSince.getTime())[0]
  return newest?.id ?? null
}

const position = z.tuple([instantInput, idSchema('signature')])

/** Lists a page of the caller's receipts, newest first. */
export async function listMyReceipts(
  { db }: Pick<RosterDeps, 'db'>,
  actor: MemberActor,
  { after }: PageQuery = {},
): Promise<MyReceipts> {
  const before = decodeCursor(position, after)
  const signer = await findSigner(db, actor.userid)
  const rows = signer ? await listOwnSignatures(db, signer, { before, limit: PAGE_SIZE + 1 }) : []
  const { shown, next } = cutPage(rows, PAGE_SIZE, ({ signedAt, id }) => [signedAt.toISOString(), id])
  return {
    items: shown.map(({ code, signedAt, label, content }) => ({
      code,
      ...titleOfVersion(content),
      label: label ?? '',
      signedAt: signedAt.toISOString(),
    })),
    next,
  }
}

export async function countMyReceipts({ db }: Pick<RosterDeps, 'db'>, { userid }: MemberActor): Promise<number> {
  const signer = await findSigner(db, userid)
  return signer ? countOwnSignatures(db, signer) : 0
}
