import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { OverviewExportBody } from '@desk/shared/pages/overview-schemas'
import { actorWithRole } from '../../access/current-actor.ts'
import { memberNames } from '../../directory/member-names.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { createDownloadLink } from '../../kernel/download-links-queries.ts'
import { getOverview } from './get-overview.ts'
import { overviewCsv } from './overview-csv.ts'
import { overviewXlsx } from './overview-xlsx.ts'

export const overviewExports = { csv: 'overview.csv', xlsx: 'overview.xlsx' } as const

/** Creates a one-time link to the overview, which is read when the link is opened. The export is audited. */
export function exportOverview(
  deps: ReadDeps & Pick<Deps, 'ids'>,
  caller: MemberActor,
  { format }: OverviewExportBody,
): Promise<OneTimeLink> {
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    const { userid } = await actorWithRole(deps, tx, caller, 'policy_reviewer')
    await recordAudit(tx, { at, actor: userid, action: 'overview.exported', object: 'overview', details: { format } })
    return createDownloadLink(tx, deps, { userid, what: overviewExports[format], query: {} })
  })
}

/** Returns the content of the file, CSV or XLSX as `what` says: what the page shows to this member at the download. */
export async function overviewFile(
  deps: ReadDeps,
  actor: MemberActor,
  what: string,
): Promise<string[] | AsyncGenerator<Uint8Array>> {
  const view = await getOverview(deps, actor)
  const { timeZone } = deps.site
  if (what === overviewExports.csv) return [overviewCsv(view, timeZone)]
  const exporter = (await memberNames(deps.db, [actor.userid]))(actor.userid).name
  return overviewXlsx(view, { timeZone, madeAt: deps.clock.now(), exporter })
}
