import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import { type PolicyId, type PolicyVersionId, sameUserid } from '@desk/shared/kernel/ids'
import type {
  DraftPreview,
  DraftTerms,
  PolicyEditView,
  PolicyList,
  VersionView,
} from '@desk/shared/policies/authoring-schemas'
import type { StateCounts } from '@desk/shared/policies/board-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { authorizeRole } from '../../../access/authorize.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { isOver, toCounts } from '../roster/counts.ts'
import { compareClauses } from '../document/compare-clauses.ts'
import { compareFiles } from '../document/compare-files.ts'
import { WHOLE_COMPANY, readTotals } from '../roster/count-queries.ts'
import { readAccessGate } from '../document/access-gate-setting.ts'
import { isAuthorOf } from './edit-policy.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import {
  requirePolicy,
  listClauseIds,
  listClauses,
  listActivePolicies,
  listNewestVersions,
  listPolicies,
  listVersions,
  type PolicyRow,
  type VersionRow,
} from '../document/policy-queries.ts'
import { titleOfVersion } from '../document/policy-title.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { listRetirementApprovers } from './notify-of-retirement.ts'
import { listVersionApprovers } from './notify-of-version.ts'
import { mayAskToRetire } from './retire-policy.ts'
import { clausesOf, contentHashOf, filesOf } from '../document/version-text.ts'

/** Lists all policies for reviewers, with their drafts. */
export async function getPolicyList(deps: RosterDeps, actor: MemberActor): Promise<PolicyList> {
  authorizeRole(actor, 'policy_reviewer')
  const active = new Map((await listActivePolicies(deps.db)).map((policy) => [policy.id, policy]))
  const newest = new Map((await listNewestVersions(deps.db)).map((version) => [version.policyId, version]))
  const items = []
  for (const { id, retiredAt } of await listPolicies(deps.db)) {
    const [policy, version] = [active.get(id), newest.get(id)]
    // All its drafts were discarded.
    if (!version) continue
    const totals = policy && (await readTotals(deps.db, id, [WHOLE_COMPANY])).get(WHOLE_COMPANY)
    const counts = policy ? toCounts(totals ?? {}, policy, deps) : null
    items.push({
      id,
      ...titleOfVersion(version.content),
      label: policy?.label ?? (retiredAt === null ? null : version.label),
      isRetired: retiredAt !== null,
      draftState: retiredAt !== null || version.id === policy?.versionId ? null : version.state,
      counts,
      blocked: policy?.isBeforeUse && counts ? countBlocked(counts, isOver(deps, policy)) : null,
    })
  }
  return { items, gate: await readAccessGate(deps.db) }
}

/** Counts whom the access gate stops: undelivered people from the common due date on, since counters have no personal ones. */
const countBlocked = ({ overdue, undelivered }: StateCounts, isLate: boolean): number =>
  overdue + (isLate ? undelivered : 0)

/** Returns what the editor shows: the version in force, the draft, the changes between them, and what the caller may do. */
export async function getPolicyEdit(
  deps: RosterDeps,
  actor: MemberActor,
  { id }: { id: PolicyId },
): Promise<PolicyEditView> {
  authorizeRole(actor, 'policy_reviewer')
  const policy = await requirePolicy(deps.db, id)
  const versions = await listVersions(deps.db, id)
  const newest = versions.findLast(({ state }) => state !== 'discarded')
  if (!newest) throw new PolicyNotFoundError()
  const names = await memberNames(
    deps.db,
    [
      ...versions.flatMap(({ authorId, approvedBy, publishedBy, returnedBy }) => [
        authorId,
        approvedBy,
        publishedBy,
        returnedBy,
      ]),
      policy.retireAskedBy,
      policy.retiredBy,
    ].flatMap((userid) => userid ?? []),
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
    approvedAt: version.approvedAt?.toISOString() ?? null,
    approvalComment: version.approvalComment,
    publishedBy: version.publishedBy === null ? null : names(version.publishedBy),
    publishedAt: version.publishedAt?.toISOString() ?? null,
    effectiveOn: version.effectiveOn,
  })
  const current = versions.find((version) => version.id === policy.currentVersionId)
  const draft = newest.id === current?.id ? null : newest
  return {
    id,
    ...titleOfVersion(newest.content),
    edition: policy.edition,
    current: current ? toView(current) : null,
    draft: draft && {
      version: toView(draft),
      content: draft.content,
      contentHash: contentHashOf(draft.content),
      ...(await compareDraft(deps, draft.content, policy.currentVersionId)),
      files: compareFiles(filesOf(draft.content), current ? filesOf(current.content) : []),
    },
    inForce: current
      ? {
          terms: termsOf(current.content),
          clauses: current.content.clauses,
          ...(await loadNamedAudience(deps, current.content)),
        }
      : null,
    history: versions.map(toView).reverse(),
    retirement: retirementOf(policy, names),
    reviewers: await listNamedApprovers(deps, policy, draft),
    allowed: listAllowed(actor, policy, newest, draft),
    ...(await loadNamedAudience(deps, newest.content)),
    clauseIds: await listClauseIds(deps.db, id),
  }
}

/** Returns the departments and people that an audience lists, with their names. */
async function loadNamedAudience({ db }: Pick<RosterDeps, 'db'>, { audience }: PolicyDraft) {
  const departments = await departmentNames(db, audience.departments)
  const people = await memberNames(db, audience.people)
  return {
    departments: [...departments].map(([id, name]) => ({ id, name })),
    people: audience.people.map(people),
  }
}

const termsOf = ({ clauses: _clauses, files: _files, ...terms }: PolicyDraft): DraftTerms => terms

/** Returns whose decision the draft, or the retirement, waits for. */
async function listNamedApprovers(
  deps: RosterDeps,
  { retireAskedBy, retiredAt }: PolicyRow,
  draft: VersionRow | null,
): Promise<PolicyEditView['reviewers']> {
  let userids: string[] = []
  if (draft?.state === 'in_review') userids = await listVersionApprovers(deps, draft)
  else if (retireAskedBy !== null && retiredAt === null) userids = await listRetirementApprovers(deps, retireAskedBy)
  return userids.map(await memberNames(deps.db, userids))
}

function retirementOf(policy: PolicyRow, names: (userid: string) => MemberRef): PolicyEditView['retirement'] {
  const { retireAskedBy, retireAskedAt, retireReason, retiredBy, retiredAt } = policy
  if (retireAskedBy === null || retireAskedAt === null) return null
  return {
    by: names(retireAskedBy),
    at: retireAskedAt.toISOString(),
    reason: retireReason,
    confirmed: retiredBy === null || retiredAt === null ? null : { by: names(retiredBy), at: retiredAt.toISOString() },
  }
}

/** Compares a draft, saved or not, with the version in force. */
async function compareDraft(
  deps: Pick<RosterDeps, 'db'>,
  content: PolicyDraft,
  currentId: PolicyVersionId | null,
): Promise<DraftPreview> {
  const clausesIn = async (language: PolicyLanguage) =>
    compareClauses(
      clausesOf(content, language),
      currentId === null ? [] : await listClauses(deps.db, currentId, language),
    )
  return { clauses: await clausesIn('zh-CN'), english: content.en && (await clausesIn('en')) }
}

/** Compares a text that is being written, and not saved, with the version in force. */
export async function previewDraft(
  deps: RosterDeps,
  actor: MemberActor,
  { id, content }: { id: PolicyId; content: PolicyDraft },
): Promise<DraftPreview> {
  authorizeRole(actor, 'compliance')
  const policy = await requirePolicy(deps.db, id)
  return compareDraft(deps, content, policy.currentVersionId)
}

function listAllowed(
  actor: MemberActor,
  policy: PolicyRow,
  newest: VersionRow,
  draft: VersionRow | null,
): PolicyEditView['allowed'] {
  if (!holdsRole(actor, 'compliance') || policy.retiredAt !== null) return []
  if (policy.retireAskedBy !== null) {
    const mayConfirm = holdsRole(actor, 'policy_approver') && !sameUserid(policy.retireAskedBy, actor.userid)
    return [...(mayConfirm ? (['confirm_retirement'] as const) : []), 'decline_retirement']
  }
  if (!draft) return mayAskToRetire(policy, newest) ? ['start', 'retire'] : []
  const mayApprove = holdsRole(actor, 'policy_approver') && !isAuthorOf(draft, actor.userid)
  switch (draft.state) {
    case 'draft':
      return ['edit', 'submit', 'discard']
    case 'in_review':
      return [...(mayApprove ? (['approve'] as const) : []), 'send_back']
    case 'approved':
      return ['publish', ...(isAuthorOf(draft, actor.userid) ? [] : (['waive'] as const)), 'send_back']
    case 'scheduled':
      return ['send_back']
    case 'published':
    case 'superseded':
    case 'discarded':
      return []
  }
}
