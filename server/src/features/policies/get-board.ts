import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/route-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { BoardQuery, BoardView, StateCounts } from '@desk/shared/policies/board-schemas'
import { askedStates } from '@desk/shared/policies/roster'
import { departmentNames } from '../../kernel/department-names.ts'
import { today } from '../../kernel/live-grants.ts'
import { commonDueAt, toCounts } from './board-counts.ts'
import { authorizeScope, mayAct } from './board-scope.ts'
import { COMPANY, listBelow, readTotals } from './count-queries.ts'
import { countsUpToDate } from './fold-counters.ts'
import { PolicyNotFoundError } from './policy-errors.ts'
import { findLivePolicy, listLivePolicies, type LivePolicy } from './policy-queries.ts'
import { pathOfDepartment } from './people-queries.ts'
import { urgedObject } from './urged-object.ts'
import type { RosterDeps } from './roster-queries.ts'
import { listSnapshots } from './snapshot-queries.ts'
import { countUrged } from './urge-queries.ts'

const TREND_DAYS = 14

const askedOf = (counts: Readonly<Record<string, number>>) =>
  askedStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0)

/** How a policy stands, in the part of the company that this person answers for. */
export async function getBoard(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department }: BoardQuery & { id: PolicyId },
): Promise<BoardView> {
  const scope = await authorizeScope(deps, actor, department === undefined ? undefined : Number(department))
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  const behind = await countsUpToDate(deps)
  const now = deps.clock.now()
  const below = await childrenOf(deps, scope)
  const totals = await readTotals(deps.db, policy.id, [scope, ...below.map((child) => child.id)])
  const countsOf = (departmentId: number) => toCounts(totals.get(departmentId) ?? {}, policy, now)
  const counts = countsOf(scope)
  return {
    policy: {
      id: policy.id,
      title: policy.titleZh,
      label: policy.label,
      dueAt: new Date(commonDueAt(policy)).toISOString(),
    },
    policies: (await listLivePolicies(deps.db)).map((one) => ({ id: one.id, title: one.titleZh })),
    department: await departmentOf(deps, actor, scope),
    counts,
    departments: below
      .map((child) => ({ ...child, counts: countsOf(child.id) }))
      .filter((child) => askedOf(child.counts) > 0)
      .sort((one, other) => shareOf(one.counts) - shareOf(other.counts) || missing(other.counts) - missing(one.counts)),
    trend: await trendOf(deps, policy, scope, counts),
    urge: await urgeOf(deps, policy, scope, counts),
    behind,
    countedAt: now.toISOString(),
    allowed: allowedTo(actor),
  }
}

const missing = (counts: StateCounts) => askedOf(counts) - counts.signed
const shareOf = (counts: StateCounts) => counts.signed / Math.max(1, askedOf(counts))

/** A company has one root, which is the company itself: what is below it is what people look for. */
async function childrenOf({ db }: RosterDeps, scope: number) {
  if (scope !== COMPANY) return listBelow(db, scope)
  const top = await listBelow(db, null)
  const [only, ...others] = top
  return only && others.length === 0 ? listBelow(db, only.id) : top
}

async function departmentOf({ db }: RosterDeps, actor: MemberActor, scope: number): Promise<BoardView['department']> {
  if (scope === COMPANY) return null
  const path = await pathOfDepartment(db, scope)
  const parentId = path.at(-2) ?? null
  const mayGoUp =
    parentId !== null &&
    (holdsRole(actor, 'reviewer') || path.slice(0, -1).some((above) => actor.adminOf.includes(above)))
  const names = await departmentNames(db, [scope])
  return { id: scope, name: names.get(scope) ?? String(scope), parentId: mayGoUp ? parentId : null }
}

/** The days before as they were kept, and today as it is. */
async function trendOf(
  deps: RosterDeps,
  policy: LivePolicy,
  scope: number,
  counts: StateCounts,
): Promise<BoardView['trend']> {
  const past = (await listSnapshots(deps.db, policy.id, scope, TREND_DAYS - 1)).filter(
    ({ versionId }) => versionId === policy.versionId,
  )
  return [
    ...past.reverse().map(({ day, counts: then }) => ({ day, signed: then['signed'] ?? 0, asked: askedOf(then) })),
    { day: today(deps), signed: counts.signed, asked: askedOf(counts) },
  ]
}

async function urgeOf(
  deps: RosterDeps,
  policy: LivePolicy,
  scope: number,
  counts: StateCounts,
): Promise<BoardView['urge']> {
  const owing = counts.pending + counts.overdue + counts.undelivered
  const skipped = await countUrged(deps, urgedObject(policy.id, today(deps)), policy, scope)
  return { reached: Math.max(0, owing - skipped), skipped }
}

function allowedTo(actor: MemberActor): BoardView['allowed'] {
  const isOps = holdsRole(actor, 'ops')
  return [
    ...(mayAct(actor) ? (['urge'] as const) : []),
    'export',
    ...(holdsRole(actor, 'reviewer') ? (['evidence'] as const) : []),
    ...(isOps ? (['exempt', 'answer'] as const) : []),
  ]
}
