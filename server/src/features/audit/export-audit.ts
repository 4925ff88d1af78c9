import type { AuditExportBody, AuditFilter, OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { labelFor, subjectText } from '@desk/shared/audit-entries/entry-text'
import { chineseEntryWords } from '@desk/shared/audit-entries/entry-words'
import { roleNames } from '@desk/shared/roles/role-words'
import type { MemberActor } from '@desk/shared/identity/actor'
import { csvHead, csvLine } from '@desk/shared/kernel/csv-line'
import { actorWithRole } from '../../access/current-actor.ts'
import { csvEnd } from '../../kernel/csv.ts'
import type { Deps } from '../../kernel/deps.ts'
import { createDownloadLink } from '../../kernel/download-links-queries.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import { localTime, offsetTime, timeZoneText } from '../../kernel/local-time.ts'
import { auditedFilter, filterDetails } from './audited-filter.ts'
import type { EntryRow } from './chain/chain-queries.ts'
import { describeEntries } from './describe-entries.ts'
import { countEntries, hasEntry, listOldest } from './entry-queries.ts'
import { auditCopyHtml } from './audit-copy-html.ts'
import { resolveFilter } from './resolve-filter.ts'
import { logHead } from './log/log-head.ts'
import { readNewestAuditSeq } from '../../kernel/audit/newest-entry-queries.ts'

/** Rows per query, which limits the memory of a CSV export of any length. */
const BATCH_SIZE = 500
/**
 * Maximum number of rows in an HTML export, so that browsers open it quickly. Of more matching rows it contains the oldest, and
 * says how many match.
 */
const HTML_ROWS_MAX = 10_000

export const auditExports = { csv: 'audit.csv', html: 'audit.html', proof: 'audit.proof' } as const

/**
 * Creates a one-time link to the rows that match the filter at download, or to the proof of one row. The export is recorded.
 * @throws NotFoundError for the proof of an entry that does not exist
 */
export async function exportAudit(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { format, seq, ...filter }: AuditExportBody,
): Promise<OneTimeLink> {
  if (format === 'proof' && (seq === undefined || !(await hasEntry(deps.db, seq)))) throw new NotFoundError()
  const query = format === 'proof' ? { seq: String(seq) } : filterDetails(filter)
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'reviewer')
    const details = { format, ...(format === 'proof' ? { seq } : auditedFilter(deps, filter)) }
    await recordAudit(tx, { at, actor: actor.userid, action: 'audit.exported', object: 'audit', details })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: auditExports[format], query })
  })
}

/** Columns of the CSV file, which other programs read: append, never rename. */
const columns = ['seq', 'at', 'actor', 'name', 'action', 'object', 'details', 'action_name', 'about'] as const

type FileDeps = Pick<Deps, 'db' | 'site'>

/** Yields the rows as CSV, the oldest first. The last line says that the file is complete. */
export async function* auditCsv({ db, site }: FileDeps, filter: AuditFilter): AsyncGenerator<string> {
  const words = fileWords(site)
  let count = 0
  yield csvHead(columns)
  for await (const rows of entriesOf(db, filter, await readNewestAuditSeq(db))) {
    count += rows.length
    const { items } = await describeEntries(db, rows)
    const lines = items.map((item, index) => {
      const { seq, at, action, object, details } = item
      return csvLine([
        String(seq),
        offsetTime(site.timeZone, new Date(at)),
        rows[index]?.actor ?? '',
        item.actor.name,
        action,
        object,
        JSON.stringify(details),
        labelFor(words.actions, action),
        subjectText(item, words),
      ])
    })
    yield lines.join('')
  }
  yield csvEnd(columns, count)
}

const fileWords = ({ timeZone }: Deps['site']) =>
  chineseEntryWords(roleNames, (instant) => localTime(timeZone, new Date(instant)))

/** Renders the rows as one HTML file, with their number and the last checkpoint of the log. */
export async function auditHtml(
  { db, clock, site }: FileDeps & Pick<Deps, 'clock'>,
  filter: AuditFilter,
): Promise<string> {
  const rows: EntryRow[] = []
  const upTo = await readNewestAuditSeq(db)
  for await (const batch of entriesOf(db, filter, upTo)) {
    rows.push(...batch)
    if (rows.length >= HTML_ROWS_MAX) break
  }
  const isComplete = rows.length < HTML_ROWS_MAX
  const { items, names } = await describeEntries(db, rows.slice(0, HTML_ROWS_MAX))
  return auditCopyHtml({
    madeAt: clock.now().toISOString(),
    timeZone: timeZoneText(site.timeZone),
    words: fileWords(site),
    filter: filterDetails(filter),
    matched: isComplete ? rows.length : await countEntries(db, await resolveFilter(db, filter), upTo),
    rows: items,
    names,
    head: await logHead(db),
  })
}

/** Yields the matching rows up to the number `upTo`, the oldest first, a batch at a time. */
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
