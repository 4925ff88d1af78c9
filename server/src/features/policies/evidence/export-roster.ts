import type { MemberActor } from '@desk/shared/identity/actor'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PeopleFilters, RosterExportBody } from '@desk/shared/policies/board-schemas'
import type { RosterState } from '@desk/shared/policies/roster'
import writeExcelFile from 'write-excel-file/node'
import { csvEnd, csvHead, csvLine, endOfRows, escapeFormula } from '../../../kernel/csv.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { makeDownloadLink } from '../../../kernel/download-links-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { COMPANY, type CounterState, readTotals } from '../roster/count-queries.ts'
import { countEvidence, EVIDENCE_SIGNATURES } from './evidence-file.ts'
import { narrowedBy } from '../roster/filter-queries.ts'
import { countsUpToDate } from '../roster/refresh-counters.ts'
import { countersOf, toPeople } from '../board/list-people.ts'
import { ExportTooLongError, PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, type LivePolicy } from '../document/policy-queries.ts'
import { afterUserid, every, hasState, inSubtree, listRoster, type RosterDeps } from '../roster/roster-queries.ts'

const ROWS_A_READ = 500
/** A sheet that people still open. Longer ones are CSV. */
const XLSX_ROWS = 100_000

export const rosterExports = { csv: 'policy.csv', xlsx: 'policy.xlsx', html: 'policy.html' } as const

/** A link to the people as they stand when it is opened. The export is on record. */
export async function exportRoster(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { id, format, department, ...narrowed }: RosterExportBody & { id: PolicyId },
): Promise<OneTimeLink> {
  const scope = await authorizeScope(deps, actor, department)
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  // Evidence says from where somebody signed: that is for those who review it.
  if (format === 'html') authorizeRole(actor, 'reviewer')
  await requireFits(deps, policy, { format, scope, ...narrowed })
  const asked = Object.entries({ policy: id, department: String(scope), ...narrowed })
  const query = Object.fromEntries(asked.filter((one): one is [string, string] => one[1] !== undefined))
  return deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'policy.exported',
      object: id,
      details: { format, ...query },
    })
    return makeDownloadLink(tx, deps, { userid: actor.userid, what: rosterExports[format], query })
  })
}

/**
 * A file that would leave some of them out says so before it is made: nobody takes a part for the whole. What filters leave
 * is not counted: it fits where everybody of that state does.
 */
async function requireFits(
  deps: RosterDeps,
  policy: LivePolicy,
  { format, scope, state }: { format: RosterExportBody['format']; scope: number; state?: RosterState | undefined },
): Promise<void> {
  if (format === 'html' && (await countEvidence(deps, policy.id, scope)) > EVIDENCE_SIGNATURES)
    throw new ExportTooLongError(EVIDENCE_SIGNATURES)
  if (format !== 'xlsx') return
  await countsUpToDate(deps)
  const counters = (await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {}
  const states = countersOf(state, policy, deps.clock.now())
  const counted = Object.entries(counters).filter(([one]) => states.includes(one as CounterState))
  if (counted.reduce((sum, [, n]) => sum + n, 0) > XLSX_ROWS) throw new ExportTooLongError(XLSX_ROWS)
}

const columns = [
  'userid',
  'name',
  'department',
  'state',
  'version',
  'basis',
  'signed_at',
  'receipt',
  'opened_at',
  'due_at',
  'reminders',
  'partner',
] as const

type Query = Readonly<Record<string, string>>

/** The rows of a file, a few hundred at a time: no file takes more memory than those. */
async function* linesOf(deps: RosterDeps, actor: MemberActor, query: Query): AsyncGenerator<string[][]> {
  const policy = await findLivePolicy(deps.db, (query['policy'] ?? '') as PolicyId)
  const scope = await authorizeScope(deps, actor, Number(query['department']) || undefined)
  if (!policy) return
  const state = query['state'] as RosterState | undefined
  const narrowed = narrowedBy(deps, query as PeopleFilters)
  const where = every([...(state === undefined ? [] : [hasState(state, deps.clock.now())]), ...narrowed.where])
  let after = ''
  for (;;) {
    const rows = await listRoster(deps, policy, {
      only: every([afterUserid(after), ...(scope === COMPANY ? [] : [inSubtree(scope)]), ...narrowed.only]),
      where,
      limit: ROWS_A_READ,
    })
    const last = rows.at(-1)
    if (!last) return
    yield (await toPeople(deps, policy, rows)).map((person) => [
      person.userid,
      person.name,
      person.department.join(' / '),
      person.state,
      person.signedLabel ?? '',
      person.basis ?? '',
      person.signedAt ?? '',
      person.receipt ?? '',
      person.openedAt ?? '',
      person.dueAt,
      String(person.reminders),
      person.isPartner ? 'yes' : '',
    ])
    after = last.userid
  }
}

export async function* rosterCsv(deps: RosterDeps, actor: MemberActor, query: Query): AsyncGenerator<string> {
  let count = 0
  yield csvHead(columns)
  for await (const lines of linesOf(deps, actor, query)) {
    count += lines.length
    yield lines.map(csvLine).join('')
  }
  yield csvEnd(columns, count)
}

export async function rosterXlsx(deps: RosterDeps, actor: MemberActor, query: Query): Promise<Uint8Array> {
  const rows: string[][] = []
  for await (const lines of linesOf(deps, actor, query)) {
    rows.push(...lines)
    if (rows.length >= XLSX_ROWS) break
  }
  const shown = rows.slice(0, XLSX_ROWS)
  const cells = [columns, ...shown, [endOfRows(shown.length)]].map((line) =>
    line.map((value) => ({ type: String, value: escapeFormula(value) })),
  )
  return writeExcelFile(cells).toBuffer()
}
