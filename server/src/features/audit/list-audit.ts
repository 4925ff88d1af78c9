import type { AuditPage, AuditQuery } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import { authorizeRole } from '../../access/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { auditedFilter } from './audited-filter.ts'
import { countByDay, type DayCountDeps } from './count-days.ts'
import { describeTail } from './describe-tail.ts'
import { describeEntries } from './describe-entries.ts'
import { currentLog } from './log/log-queries.ts'
import { resolveFilter } from './resolve-filter.ts'
import { listNewest } from './newest-queries.ts'

/**
 * Lists audit entries, newest first, with the counts of their days if they are asked for. Each page is recorded, a further one
 * with the entry before which it begins: the log says how far somebody read, and no page can be read without an entry. The
 * counts come with the first page, so that opening the list makes one entry.
 */
export async function listAudit(
  deps: DayCountDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { after, days, ...filter }: AuditQuery,
): Promise<AuditPage> {
  authorizeRole(actor, 'reviewer')
  const before = after === undefined ? null : Number(after)
  const details = { ...auditedFilter(deps, filter), ...(before !== null && { before }) }
  await recordReadAudit(deps, actor, 'audit.read', 'audit', details)
  const page = { before, limit: DESK_PAGE_SIZE + 1 }
  const resolved = await resolveFilter(deps.db, filter)
  const [rows, counts] = await Promise.all([
    listNewest(deps.db, resolved, page),
    before === null && days !== undefined ? countByDay(deps, resolved) : null,
  ])
  const shown = rows.slice(0, DESK_PAGE_SIZE)
  return {
    ...(await describeEntries(deps.db, shown)),
    next: rows.length > DESK_PAGE_SIZE ? String(shown.at(-1)?.seq) : null,
    ...(counts && { days: counts }),
    chain: { ...(await describeTail(deps)), vkey: (await currentLog(deps.db))?.vkey ?? null },
  }
}
