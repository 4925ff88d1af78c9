import type { AuditExportBody, AuditFilter, OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../access/current-actor.ts'
import { csvEnd, csvHead, csvLine } from '../../kernel/csv.ts'
import type { Deps } from '../../kernel/deps.ts'
import { createDownloadLink } from '../../kernel/download-links-queries.ts'
import { memberNames } from '../../directory/member-names.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { countEntries, listOldest } from './entry-queries.ts'
import { evidenceHtml } from './evidence-html.ts'
import { resolveFilter } from './resolve-filter.ts'
import { auditedFilter, filterDetails } from './list-audit.ts'
import { logHead } from './log/log-head.ts'
import { lastEntrySeq } from './log/seal-queries.ts'

/** Rows per query, which limits the memory of a CSV export of any length. */
const BATCH_SIZE = 500
/** Maximum of rows in an HTML export, which browsers open quickly. Longer spans are exported in parts. */
const HTML_ROWS_MAX = 10_000

export const auditExports = { csv: 'audit.csv', html: 'audit.html' } as const

/** Creates a one-time link to the rows that match the filter at download. The export itself is recorded. */
export async function exportAudit(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { format, ...filter }: AuditExportBody,
): Promise<OneTimeLink> {
  const query = filterDetails(filter)
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'reviewer')
    const details = { format, ...auditedFilter(deps, filter) }
    await recordAudit(tx, { at, actor: actor.userid, action: 'audit.exported', object: 'audit', details })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: auditExports[format], query })
  })
}

const columns = ['seq', 'at', 'actor', 'name', 'action', 'object', 'details'] as const

export async function* auditCsv({ db }: Pick<Deps, 'db'>, filter: AuditFilter): AsyncGenerator<string> {
  let count = 0
  yield csvHead(columns)
  for await (const rows of entriesOf(db, filter, await lastEntrySeq(db))) {
    count += rows.length
    const names = await memberNames(
      db,
      rows.map(({ actor }) => actor),
    )
    const lines = rows.map(({ seq, at, actor, action, object, details }) =>
      csvLine([String(seq), at.toISOString(), actor, names(actor).name, action, object, JSON.stringify(details)]),
    )
    yield lines.join('')
  }
  yield csvEnd(columns, count)
}

/** Renders the rows as one HTML file, with their number and the head of the chain. */
export async function auditHtml(
  { db, clock, site }: Pick<Deps, 'db' | 'clock' | 'site'>,
  filter: AuditFilter,
): Promise<string> {
  const rows = []
  const upTo = await lastEntrySeq(db)
  for await (const some of entriesOf(db, filter, upTo)) {
    rows.push(...some)
    if (rows.length >= HTML_ROWS_MAX) break
  }
  const isAll = rows.length < HTML_ROWS_MAX
  const shown = rows.slice(0, HTML_ROWS_MAX)
  const names = await memberNames(db, [...new Set(shown.map(({ actor }) => actor))])
  return evidenceHtml({
    madeAt: clock.now(),
    timeZone: site.timeZone,
    filter: filterDetails(filter),
    matched: isAll ? rows.length : await countEntries(db, await resolveFilter(db, filter), upTo),
    rows: shown.map((row) => ({ ...row, at: row.at.toISOString(), name: names(row.actor).name })),
    head: await logHead(db),
  })
}

async function* entriesOf(db: Deps['db'], filter: AuditFilter, upTo: number) {
  const resolved = await resolveFilter(db, filter)
  let after = 0
  for (;;) {
    const rows = await listOldest(db, resolved, { after, upTo }, BATCH_SIZE)
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last.seq
  }
}
