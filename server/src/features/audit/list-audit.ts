import type { AuditPage, AuditQuery } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import { authorizeRole } from '../../access/authorize.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { auditedFilter } from './audited-filter.ts'
import { countByDay, type DayCountDeps } from './count-days.ts'
import { describeChain } from './describe-tail.ts'
import { describeEntries } from './describe-entries.ts'
import { checkpointsOf } from './log/entry-checkpoint-queries.ts'
import { currentLog } from './log/log-queries.ts'
import type { ResolvedFilter } from './entry-queries.ts'
import { resolveFilter } from './resolve-filter.ts'
import { listNewest } from './newest-queries.ts'

type ListDeps = ReadDeps & Pick<Deps, 'ids'>

/**
 * Lists audit entries, newest first. Each page is recorded, a further one with the entry before which it begins: the log says how
 * far somebody read, and no page can be read without an entry.
 */
export async function listAudit(deps: ListDeps, actor: MemberActor, query: AuditQuery): Promise<AuditPage> {
  const { resolved, before } = await recordQuery(deps, actor, query)
  return readPage(deps, resolved, before)
}

/**
 * Lists audit entries with the counts of their days and hours, if they are asked for. The counts come with the first page, so that
 * opening the list makes one entry.
 */
export async function listCountedAudit(
  deps: ListDeps & DayCountDeps,
  actor: MemberActor,
  query: AuditQuery,
): Promise<AuditPage> {
  const { resolved, before } = await recordQuery(deps, actor, query)
  const [page, counts] = await Promise.all([
    readPage(deps, resolved, before),
    before === null && query.days !== undefined ? countByDay(deps, resolved) : null,
  ])
  return { ...counts, ...page }
}

/** Records a query, and returns its filter and the entry before which its page begins; null: the first page. */
async function recordQuery(deps: ListDeps, actor: MemberActor, { after, days: _counted, ...filter }: AuditQuery) {
  authorizeRole(actor, 'reviewer')
  const before = after === undefined ? null : Number(after)
  const details = { ...auditedFilter(deps, filter), ...(before !== null && { before }) }
  await recordReadAudit(deps, actor, 'audit.read', 'audit', details)
  return { resolved: await resolveFilter(deps.db, filter), before }
}

async function readPage(deps: ListDeps, filter: ResolvedFilter, before: number | null): Promise<AuditPage> {
  const rows = await listNewest(deps.db, filter, { before, limit: DESK_PAGE_SIZE + 1 })
  const shown = rows.slice(0, DESK_PAGE_SIZE)
  const { items, names } = await describeEntries(deps.db, shown)
  const log = await currentLog(deps.db)
  const seqs = shown.map(({ seq }) => seq)
  const checkpoints = log && seqs.length > 0 ? await checkpointsOf(deps.db, log.no, seqs) : null
  return {
    items: items.map((item) => ({ ...item, checkpoint: checkpoints?.get(item.seq) ?? null })),
    names,
    next: rows.length > DESK_PAGE_SIZE ? String(seqs.at(-1)) : null,
    chain: await describeChain(deps, log),
  }
}
