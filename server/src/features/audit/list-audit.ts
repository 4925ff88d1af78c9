import type { AuditFilter, AuditPage, AuditQuery } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import { authorizeRole } from '../../access/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { memberNames } from '../../directory/member-names.ts'
import { describeTail } from './describe-tail.ts'
import { countBlocks, listNewest } from './entry-queries.ts'
import { toSealedRow } from './hash-chain.ts'

/** Lists audit entries, newest first. Reading is recorded once per filter, not once per page. */
export async function listAudit(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: MemberActor,
  { after, ...filter }: AuditQuery,
): Promise<AuditPage> {
  authorizeRole(actor, 'reviewer')
  if (after === undefined) await recordReadAudit(deps, actor, 'audit.read', 'audit', filterDetails(filter))
  const rows = await listNewest(deps.db, filter, after === undefined ? null : Number(after), PAGE_SIZE + 1)
  const shown = rows.slice(0, PAGE_SIZE)
  const names = await memberNames(
    deps.db,
    shown.map((row) => row.actor),
  )
  return {
    items: shown.map((row) => ({ ...toSealedRow(row), actor: names(row.actor) })),
    next: rows.length > PAGE_SIZE ? String(shown.at(-1)?.seq) : null,
    chain: { blocks: await countBlocks(deps.db), ...(await describeTail(deps)) },
  }
}

/** Returns the filter without undefined fields. */
export const filterDetails = (filter: AuditFilter): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined))
