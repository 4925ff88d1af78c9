import type { AuditFilter, AuditPage, AuditQuery } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import { authorizeRole } from '../../access/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { describeTail } from './describe-tail.ts'
import { erasableText } from '../../kernel/audit/erasable-text.ts'
import { describeEntries } from './describe-entries.ts'
import { currentLog } from './log/log-queries.ts'
import { resolveFilter } from './resolve-filter.ts'
import { listNewest } from './newest-queries.ts'

/** Lists audit entries, newest first. Reading is recorded once per filter, not once per page. */
export async function listAudit(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  actor: MemberActor,
  { after, ...filter }: AuditQuery,
): Promise<AuditPage> {
  authorizeRole(actor, 'reviewer')
  if (after === undefined) await recordReadAudit(deps, actor, 'audit.read', 'audit', auditedFilter(deps, filter))
  const page = { before: after === undefined ? null : Number(after), limit: DESK_PAGE_SIZE + 1 }
  const rows = await listNewest(deps.db, await resolveFilter(deps.db, filter), page)
  const shown = rows.slice(0, DESK_PAGE_SIZE)
  return {
    ...(await describeEntries(deps.db, shown)),
    next: rows.length > DESK_PAGE_SIZE ? String(shown.at(-1)?.seq) : null,
    chain: { ...(await describeTail(deps)), vkey: (await currentLog(deps.db))?.vkey ?? null },
  }
}

/** Returns the filter as it is audited: a name is text that can be erased. */
export const auditedFilter = (deps: Pick<Deps, 'ids'>, { who, ...filter }: AuditFilter): Record<string, unknown> => ({
  ...filterDetails(filter),
  ...(who === undefined ? {} : { who: erasableText(deps, who) }),
})

/** Returns the filter without undefined fields. */
export const filterDetails = (filter: AuditFilter): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined))
