import type { MemberActor } from '@desk/shared/identity/actor'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PeopleFilters, RosterExportBody } from '@desk/shared/policies/board-schemas'
import type { RosterState } from '@desk/shared/policies/roster'
import writeExcelFile from 'write-excel-file/node'
import { csvEnd, csvHead, csvLine, endOfRows, escapeFormula } from '../../../kernel/csv.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { createDownloadLink } from '../../../kernel/download-links-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { COMPANY, type CounterState, readTotals } from '../roster/count-queries.ts'
import { countEvidence, EVIDENCE_SIGNATURES } from './evidence-file.ts'
import { toConditions } from '../roster/filter-queries.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import { countersOf, toPeople } from '../board/list-people.ts'
import { ExportTooLongError } from '../document/policy-errors.ts'
import { findActivePolicy, requireActivePolicy, type ActivePolicy } from '../document/policy-queries.ts'
import { afterUserid, allOf, hasState, inSubtree, listRoster, type RosterDeps } from '../roster/roster-queries.ts'

const BATCH = 500
/** Above this a sheet is too large to open; CSV has no limit. */
const MAX_XLSX_ROWS = 100_000

export const rosterExports = { csv: 'policy.csv', xlsx: 'policy.xlsx', html: 'policy.html' } as const

/** Creates a download link to the roster, which is read when the link is opened. The export is audited. */
export async function exportRoster(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { id, format, department, ...filters }: RosterExportBody & { id: PolicyId },
): Promise<OneTimeLink> {
  const scope = await authorizeScope(deps, actor, department)
  const policy = await requireActivePolicy(deps.db, id)
  // Evidence contains where each signature was made, which only reviewers may see.
  if (format === 'html') authorizeRole(actor, 'policy_reviewer')
  await requireFits(deps, policy, { format, scope, ...filters })
  const parameters = Object.entries({ policy: id, department: String(scope), ...filters })
  const query = Object.fromEntries(parameters.filter((pair): pair is [string, string] => pair[1] !== undefined))
  return deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'policy.exported',
      object: id,
      details: { format, ...query },
    })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: rosterExports[format], query })
  })
}

/**
 * Refuses a file that could not contain everyone, before it is made, so that a part is not taken for the whole. Filtered
 * people are not counted: the file is allowed if everyone in that state fits.
 * @throws ExportTooLongError
 */
async function requireFits(
  deps: RosterDeps,
  policy: ActivePolicy,
  { format, scope, state }: { format: RosterExportBody['format']; scope: number; state?: RosterState | undefined },
): Promise<void> {
  if (format === 'html' && (await countEvidence(deps, policy.id, scope)) > EVIDENCE_SIGNATURES)
    throw new ExportTooLongError(EVIDENCE_SIGNATURES)
  if (format !== 'xlsx') return
  await refreshBeforeRead(deps)
  const counters = (await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {}
  const states = countersOf(state, policy, deps.clock.now())
  const counted = Object.entries(counters).filter(([counter]) => states.includes(counter as CounterState))
  if (counted.reduce((sum, [, n]) => sum + n, 0) > MAX_XLSX_ROWS) throw new ExportTooLongError(MAX_XLSX_ROWS)
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

/** Yields the rows of a file in batches, so that memory use does not grow with the file. */
async function* linesOf(deps: RosterDeps, actor: MemberActor, query: Query): AsyncGenerator<string[][]> {
  const policy = await findActivePolicy(deps.db, (query['policy'] ?? '') as PolicyId)
  const scope = await authorizeScope(deps, actor, Number(query['department']) || undefined)
  if (!policy) return
  const state = query['state'] as RosterState | undefined
  const conditions = toConditions(deps, query as PeopleFilters)
  const where = allOf([...(state === undefined ? [] : [hasState(state, deps.clock.now())]), ...conditions.where])
  let after = ''
  for (;;) {
    const rows = await listRoster(deps, policy, {
      only: allOf([afterUserid(after), ...(scope === COMPANY ? [] : [inSubtree(scope)]), ...conditions.only]),
      where,
      limit: BATCH,
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
    if (rows.length >= MAX_XLSX_ROWS) break
  }
  const shown = rows.slice(0, MAX_XLSX_ROWS)
  const cells = [columns, ...shown, [endOfRows(shown.length)]].map((line) =>
    line.map((value) => ({ type: String, value: escapeFormula(value) })),
  )
  return writeExcelFile(cells).toBuffer()
}
