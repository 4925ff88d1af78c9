import type { MemberActor, OwnActor } from '@desk/shared/identity/actor'
import type { MyIncidents, ReportedIncident } from '@desk/shared/incidents/incident-schemas'
import { type IncidentId, sameUserid } from '@desk/shared/kernel/ids'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { findByReceipt, findIncident, type IncidentRow, lastAuthors, listOwn } from '../model/incident-queries.ts'
import { hashReceipt } from './report-unnamed.ts'
import { viewForReporter } from './view-for-reporter.ts'

/** Maximum number of listed reports, far more than one person sends. */
const OWN_MAX = 200

/** Lists the named reports of the caller. */
export async function listMyIncidents({ db }: ReadDeps, actor: MemberActor): Promise<MyIncidents> {
  const rows = await listOwn(db, actor.userid, OWN_MAX)
  const authors = await lastAuthors(
    db,
    rows.map(({ id }) => id),
  )
  return {
    items: rows.map(({ id, no, kind, state, at }) => ({
      id,
      no,
      kind,
      state,
      at: at.toISOString(),
      isAnswered: (authors.get(id) ?? null) !== null,
    })),
  }
}

/** Returns whether the actor sent the report, with their name. */
export const isOwn = ({ reporterId }: Pick<IncidentRow, 'reporterId'>, { userid }: OwnActor): boolean =>
  reporterId !== null && sameUserid(reporterId, userid)

/** Returns a named report to the person who sent it; for all others it does not exist. */
export async function getMyIncident(deps: ReadDeps, actor: MemberActor, id: IncidentId): Promise<ReportedIncident> {
  const row = await findIncident(deps.db, id)
  if (!row || !isOwn(row, actor)) throw new NotFoundError()
  return viewForReporter(deps, id)
}

/** Returns the unnamed report that a receipt opens. Nothing records who opened it. */
export async function openMailbox(deps: ReadDeps, receipt: string): Promise<ReportedIncident> {
  const row = await findByReceipt(deps.db, hashReceipt(receipt))
  if (!row) throw new NotFoundError()
  return viewForReporter(deps, row.id)
}
