import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyEditView, PolicyList, VersionView } from '@desk/shared/policies/authoring-schemas'
import { changeOf, removedSince } from '@desk/shared/policies/clauses'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { requiredStates } from '@desk/shared/policies/roster'
import { authorizeRole } from '../../../access/authorize.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { toCounts } from '../roster/counts.ts'
import { diffClauses } from '../document/clause-diff.ts'
import { COMPANY, readTotals } from '../roster/count-queries.ts'
import { readAccessGate } from '../document/access-gate-setting.ts'
import { isAuthorOf } from './edit-policy.ts'
import { toRichText } from '../document/markdown.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import {
  type ClauseRow,
  findPolicy,
  listClauseIds,
  listClauses,
  listActivePolicies,
  listNewestVersions,
  listPolicies,
  listVersions,
  type VersionRow,
} from '../document/policy-queries.ts'
import { titleOfVersion } from '../document/policy-title.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { listReviewers } from './notify-of-version.ts'
import { clausesOf } from '../document/version-text.ts'

const titleOfNewest = (version: VersionRow | undefined) =>
  version ? titleOfVersion(version.content) : { title: '', titleEn: null }

/** Lists all policies for reviewers, with their drafts. */
export async function getPolicyList(deps: RosterDeps, actor: MemberActor): Promise<PolicyList> {
  authorizeRole(actor, 'policy_reviewer')
  const active = new Map((await listActivePolicies(deps.db)).map((policy) => [policy.id, policy]))
  const newest = new Map((await listNewestVersions(deps.db)).map((version) => [version.policyId, version]))
  const items = []
  for (const { id } of await listPolicies(deps.db)) {
    const [policy, version] = [active.get(id), newest.get(id)]
    const totals = policy ? await readTotals(deps.db, id, [COMPANY]) : new Map()
    const counts = policy && toCounts(totals.get(COMPANY) ?? {}, policy, deps.clock.now())
    items.push({
      id,
      ...titleOfNewest(version),
      label: policy?.label ?? null,
      draftState: version && version.id !== policy?.versionId ? version.state : null,
      asked: counts ? requiredStates.reduce((sum, state) => sum + counts[state], 0) : 0,
      signed: counts?.signed ?? 0,
    })
  }
  return { items, gate: await readAccessGate(deps.db) }
}

/** Returns the version in force, the draft, and the changes between them. */
export async function getPolicyEdit(
  deps: RosterDeps,
  actor: MemberActor,
  { id }: { id: PolicyId },
): Promise<PolicyEditView> {
  authorizeRole(actor, 'policy_reviewer')
  const policy = await findPolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  const versions = await listVersions(deps.db, id)
  const names = await memberNames(
    deps.db,
    versions.flatMap(({ authorId, approvedBy, returnedBy }) => [authorId, approvedBy ?? [], returnedBy ?? []].flat()),
  )
  const toView = (version: VersionRow): VersionView => ({
    id: version.id,
    no: version.no,
    label: version.label,
    state: version.state,
    kind: version.kind,
    reason: version.reason,
    author: names(version.authorId),
    returned: version.returnedBy === null ? null : { by: names(version.returnedBy), reason: version.returnReason },
    approvedBy: version.approvedBy === null ? null : names(version.approvedBy),
    publishedAt: version.publishedAt?.toISOString() ?? null,
    effectiveOn: version.effectiveOn,
  })
  const current = versions.find((version) => version.id === policy.currentVersionId)
  const newest = versions.at(-1)
  const draft = newest && newest.id !== current?.id ? newest : null
  const audience = (draft ?? newest)?.content.audience
  const departments = await departmentNames(deps.db, audience?.departments ?? [])
  const people = await memberNames(deps.db, audience?.people ?? [])
  const clausesIn = async (language: PolicyLanguage) =>
    draft && draftClauses(draft, language, current ? await listClauses(deps.db, current.id, language) : [])
  return {
    id,
    ...titleOfNewest(newest),
    edition: policy.edition,
    current: current ? toView(current) : null,
    draft: draft && {
      version: toView(draft),
      content: draft.content,
      clauses: (await clausesIn('zh-CN')) ?? [],
      english: draft.content.en && (await clausesIn('en')),
    },
    history: versions.map(toView).reverse(),
    reviewers: await namedReviewers(deps, draft),
    allowed: allowedTo(actor, newest, draft),
    departments: [...departments].map(([departmentId, name]) => ({ id: departmentId, name })),
    people: (audience?.people ?? []).map(people),
    clauseIds: await listClauseIds(deps.db, id),
  }
}

async function namedReviewers(deps: RosterDeps, draft: VersionRow | null): Promise<PolicyEditView['reviewers']> {
  if (draft?.state !== 'in_review') return []
  const userids = await listReviewers(deps, draft)
  return userids.map(await memberNames(deps.db, userids))
}

function draftClauses(
  draft: VersionRow,
  language: PolicyLanguage,
  before: readonly ClauseRow[],
): NonNullable<PolicyEditView['draft']>['clauses'] {
  const texts = clausesOf(draft.content, language)
  const clauses = texts.map((clause) => {
    const old = before.find(({ clauseId }) => clauseId === clause.clauseId)
    const text = toRichText(clause.body)
    const change = changeOf(clause, before)
    return {
      id: clause.clauseId,
      no: clause.no,
      title: clause.title,
      change,
      text,
      diff: change === 'changed' && old ? diffClauses(old, clause) : null,
      why: clause.why,
    }
  })
  const removed = removedSince(texts, before).map(({ clauseId, no, title, body }) => ({
    id: clauseId,
    no,
    title,
    change: 'removed' as const,
    text: toRichText(body),
    diff: null,
    why: '',
  }))
  return [...clauses, ...removed]
}

function allowedTo(
  actor: MemberActor,
  newest: VersionRow | undefined,
  draft: VersionRow | null,
): PolicyEditView['allowed'] {
  if (!holdsRole(actor, 'compliance') || !newest) return []
  if (!draft) return ['start']
  const mayApprove = holdsRole(actor, 'policy_approver') && !isAuthorOf(draft, actor.userid)
  switch (draft.state) {
    case 'draft':
      return ['edit', 'submit']
    case 'in_review':
      return [...(mayApprove ? (['approve'] as const) : []), 'send_back']
    case 'approved':
      return ['publish', 'send_back']
    case 'scheduled':
      return ['send_back']
    case 'published':
    case 'superseded':
      return []
  }
}
