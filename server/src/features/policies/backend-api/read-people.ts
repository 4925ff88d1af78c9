import type { PolicyId } from '@desk/shared/kernel/ids'
import type { policyPeopleV1 } from '@desk/shared/policies/backend-api/api-schemas'
import type * as z from 'zod/mini'
import { type ActivePolicy, requireActivePolicy } from '../document/policy-queries.ts'
import { versionsByNo } from '../roster/person-queries.ts'
import {
  afterUserid,
  allOf,
  type Condition,
  hasState,
  listRoster,
  type RosterDeps,
  type RosterRow,
  upToUserid,
} from '../roster/roster-queries.ts'
import { WHOLE_COMPANY } from '../roster/count-queries.ts'
import { countErased } from '../roster/filter-queries.ts'
import { withinScope } from '../roster/selection-queries.ts'
import { listUserids } from '../roster/userid-queries.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { rosterOfDay } from './roster-of-day.ts'
import { listFirstViews } from '../signing/first-view-queries.ts'
import { changedSince } from './changed-since-queries.ts'
import { MAX_ROWS, type PeopleQueryV1 } from './parameters.ts'

/** Batches without a match before an empty page is returned, so that no call takes long. */
const MAX_BATCHES = 10

type PeopleV1 = z.infer<typeof policyPeopleV1>

/**
 * Returns a page of people by userid, which never changes, so that changes during paging neither hide nor repeat a
 * person. A batch covers `limit` members, and the page contains those of them whom the policy binds and the filters match.
 */
export async function readPeople(
  deps: RosterDeps,
  id: PolicyId,
  query: PeopleQueryV1,
  { hasNames }: { hasNames: boolean },
): Promise<PeopleV1> {
  const { asOf = null, changedSince: since } = query
  // The time is read before the people, so that changes during the query count as later.
  const now = deps.clock.now()
  const at = now.toISOString()
  // Changes since an instant are known for the present only, not for a past instant.
  if (asOf !== null && since !== undefined)
    throw new InvalidInputError('Not with asOf', [{ path: 'changedSince', code: 'as_of.with_changed_since' }])
  if (since !== undefined && new Date(since) > now)
    throw new InvalidInputError('In the future', [{ path: 'changedSince', code: 'instant.in_future' }])
  const current = await requireActivePolicy(deps.db, id)
  const { reader, policy, isCommitted, commitment } =
    asOf === null
      ? { reader: deps, policy: current, isCommitted: null, commitment: null }
      : await rosterOfDay(deps, current, asOf)
  const filters = { ...toFilters(reader, policy, query), limit: Number(query.limit ?? MAX_ROWS) }
  const erased = await countErased(reader, policy, filters.members)
  const head = { at, asOf, isCommitted, commitment }
  let after = query.after ?? ''
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const page = await readBatch(reader, policy, { after, ...filters })
    const items = await toItems(reader, policy, page.rows, { hasNames })
    if (items.length > 0 || page.next === null) return { ...head, items, erased, next: page.next }
    after = page.next
  }
  return { ...head, items: [], erased, next: after }
}

/** Conditions: `members` on members, before their state is computed; `where` on the resulting rows. */
type Filters = { members: Condition[]; where: Condition[] }

function toFilters(deps: RosterDeps, policy: ActivePolicy, query: PeopleQueryV1): Filters {
  const where: Condition[] = []
  if (query.state !== undefined) where.push(hasState(query.state, deps.clock.now()))
  if (query.changedSince !== undefined) where.push(changedSince(deps, policy, new Date(query.changedSince)))
  return { members: withinScope(Number(query.department ?? WHOLE_COMPANY)), where }
}

async function readBatch(
  deps: RosterDeps,
  policy: ActivePolicy,
  { after, members, where, limit }: Filters & { after: string; limit: number },
): Promise<{ rows: RosterRow[]; next: string | null }> {
  const userids = await listUserids(deps.db, after, limit, allOf(members))
  const last = userids.at(-1)
  if (last === undefined) return { rows: [], next: null }
  const only = allOf([afterUserid(after), upToUserid(last), ...members])
  const rows = await listRoster(deps, policy, { only, where: allOf(where), limit })
  // Members who joined between the two queries may have pushed others out: the next page starts with these.
  const isFull = rows.length === limit
  const end = isFull ? (rows.at(-1)?.userid ?? last) : last
  return { rows, next: isFull || userids.length === limit ? end : null }
}

async function toItems(
  deps: RosterDeps,
  policy: ActivePolicy,
  rows: readonly RosterRow[],
  { hasNames }: { hasNames: boolean },
): Promise<PeopleV1['items']> {
  if (rows.length === 0) return []
  const versions = await versionsByNo(deps.db, policy.id)
  const firstViews = await listFirstViews(deps.db, policy, rows, deps.asOf)
  const versionOf = ({ signedNo }: RosterRow) => (signedNo === null ? undefined : versions.get(signedNo))
  return rows.map((row) => ({
    userid: row.userid,
    name: hasNames ? row.name : null,
    departmentId: row.departmentId,
    state: row.state,
    version: versionOf(row)?.label ?? null,
    versionId: versionOf(row)?.id ?? null,
    signedAt: row.signedAt?.toISOString() ?? null,
    receipt: row.signedCode,
    openedAt: firstViews.get(row.userid.toLowerCase())?.toISOString() ?? null,
    dueAt: row.dueAt.toISOString(),
  }))
}
