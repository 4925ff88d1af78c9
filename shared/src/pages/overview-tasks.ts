import type { MemberRef } from '../directory/member-ref.ts'
import type { PolicyId } from '../kernel/ids.ts'
import type { PolicyTitle } from '../policies/policy-title.ts'
import type { OverviewView } from './overview-schemas.ts'

type ListedPolicy = { id: PolicyId } & PolicyTitle

/** What a task of the overview is about, without its words. `policy` is null where the policy is not in force. */
export type OverviewTask =
  | { kind: 'versions'; count: number; first: PolicyId; policy: ListedPolicy | null }
  | { kind: 'questions'; count: number; first: PolicyId; policy: ListedPolicy | null; oldestAt: string | null }
  | { kind: 'overdue' | 'undelivered' | 'joiners'; count: number; policy: OverviewView['policies'][number] }
  | { kind: 'exemption'; policy: ListedPolicy; person: MemberRef; until: string }
  | { kind: 'moreExemptions'; policy: ListedPolicy; count: number }
  | { kind: 'partner'; person: MemberRef; company: string; endsOn: string }
  | { kind: 'morePartners'; count: number }
  | { kind: 'stopped'; count: number }
  | { kind: 'bad' | 'warn'; count: number; checkedAt: string | null }
export type OverviewTaskKind = OverviewTask['kind']

/** Lists the tasks of the viewer, the most urgent first: as the page shows them, and as its export contains them. */
export const listOverviewTasks = (view: OverviewView): OverviewTask[] => [
  ...decisionTasks(view),
  ...(view.mayAct ? view.policies.flatMap(peopleTasks) : []),
  ...endingTasks(view),
  ...opsTasks(view),
]

function decisionTasks({ policies, versions, questions }: OverviewView): OverviewTask[] {
  const policyOf = (id: PolicyId) => policies.find((candidate) => candidate.id === id) ?? null
  const { first: version } = versions
  const { first: asked, oldestAt } = questions
  return [
    ...(version === null
      ? []
      : [{ kind: 'versions' as const, count: versions.count, first: version, policy: policyOf(version) }]),
    ...(asked === null
      ? []
      : [{ kind: 'questions' as const, count: questions.count, first: asked, policy: policyOf(asked), oldestAt }]),
  ]
}

function peopleTasks(policy: OverviewView['policies'][number]): OverviewTask[] {
  const counts = { ...policy.counts, joiners: policy.joiners }
  return (['overdue', 'undelivered', 'joiners'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => ({ kind, count: counts[kind], policy }))
}

const endingTasks = ({ exemptions, moreExemptions, partners, morePartners }: OverviewView): OverviewTask[] => [
  ...exemptions.map((ending) => ({ kind: 'exemption' as const, ...ending })),
  ...moreExemptions.map((ending) => ({ kind: 'moreExemptions' as const, ...ending })),
  ...partners.map((ending) => ({ kind: 'partner' as const, ...ending })),
  ...(morePartners > 0 ? [{ kind: 'morePartners' as const, count: morePartners }] : []),
]

/** Items that need improvement are listed only if none failed. */
function opsTasks({ ops }: OverviewView): OverviewTask[] {
  if (ops === null) return []
  const { bad, warn, checkedAt, stopped } = ops
  return [
    ...(stopped > 0 ? [{ kind: 'stopped' as const, count: stopped }] : []),
    ...(bad > 0 ? [{ kind: 'bad' as const, count: bad, checkedAt }] : []),
    ...(bad === 0 && warn > 0 ? [{ kind: 'warn' as const, count: warn, checkedAt }] : []),
  ]
}
