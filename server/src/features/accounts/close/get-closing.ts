import { isHandedOver, isSettled } from '@desk/shared/accounts/close/closing-flow'
import { allowedClosingActions, mayReadClosing, mayReadWholeClosing } from '@desk/shared/accounts/close/closing-rules'
import type { ClosingSummary, ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { InfoField } from '@desk/shared/info-change/info-change'
import { type ClosingId, sameUserid } from '@desk/shared/kernel/ids'
import type { RequestState } from '@desk/shared/requests/model/request-flow'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { today } from '../../../access/grant-conditions.ts'
import { pathNames } from '../../../directory/department-names.ts'
import { type DisplayNames, loadDisplayNames } from '../../../directory/load-display-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { approvedChanges, requestedChanges } from '../../info-change/requested-changes.ts'
import { findRequest, requireRequest } from '../../requests/model/request-queries.ts'
import { ClosingRefusedError } from './closing-errors.ts'
import { confirmersOf, rolesOfOpener } from './closing-notices.ts'
import { factsOf, type ClosingRow, findClosing, type ItemRow, listEvents, listItems } from './closing-queries.ts'
import { listOwnerReadings } from './list-queries.ts'

/** Returns a closing as lists show it. `total`: the items that somebody has to take over or the leaver has to confirm. */
export function summaryOf(
  row: ClosingRow,
  items: readonly ItemRow[],
  { people, departments }: DisplayNames,
): ClosingSummary {
  const handed = items.filter(({ kind }) => isHandedOver(kind))
  // Cleaning counts as an item, except in an emergency and for a person who stays.
  const cleaning = row.kind === 'leave' || row.kind === 'stop' ? 1 : 0
  return {
    id: row.id,
    subject: { ...people(row.subjectId), department: pathNames(row.departmentPath, departments) },
    kind: row.kind,
    phase: row.phase,
    lastDay: row.lastDay,
    openedBy: people(row.openedBy),
    settled: handed.filter(({ state }) => isSettled(state)).length + (cleaning > 0 && row.cleanedAt !== null ? 1 : 0),
    total: handed.length + cleaning,
  }
}

/** Returns the closing for its record, which is only for people who may see all of it. @throws ClosingRefusedError `not_found` */
export async function getClosingRecord(deps: ReadDeps, actor: MemberActor, id: ClosingId): Promise<ClosingView> {
  const view = await getClosing(deps, actor, id)
  if (!view.isWhole) throw new ClosingRefusedError('not_found')
  return view
}

/** States in which the fields that were refused are no longer part of the change. */
const decidedStates: readonly RequestState[] = ['decided', 'executing', 'done', 'failed']

/** Returns the new department and position of a transfer, and the state of its request. */
async function changeOf(
  { db }: ReadDeps,
  actor: MemberActor,
  { changeId }: ClosingRow,
): Promise<ClosingView['change']> {
  if (changeId === null) return null
  const request = await requireRequest(db, changeId)
  const { state } = request
  const changes = decidedStates.includes(state) ? approvedChanges(request) : requestedChanges(request)
  const valueOf = (name: InfoField) => changes.find(({ field }) => field === name)?.to ?? null
  const isVisible = (await findRequest(db, actor, changeId)) !== null
  const requestId = isVisible ? changeId : null
  return { department: valueOf('department'), position: valueOf('position'), state, requestId }
}

/** Returns the closing as this member may see it. @throws ClosingRefusedError `not_found` when they may not */
export async function getClosing(deps: ReadDeps, actor: MemberActor, id: ClosingId): Promise<ClosingView> {
  const row = await findClosing(deps.db, id)
  if (!row) throw new ClosingRefusedError('not_found')
  const items = await listItems(deps.db, [id])
  const openerRoles = await rolesOfOpener(deps, deps.db, row)
  const facts = { ...factsOf(row, items), openerRoles }
  if (!mayReadClosing(actor, facts)) throw new ClosingRefusedError('not_found')
  const isWhole = mayReadWholeClosing(actor, facts)
  const events = isWhole ? await listEvents(deps.db, id) : []
  const readings = await listOwnerReadings(deps.db, items, row.openedAt)
  const counted = events.findLast(({ type }) => type === 'customers_counted')
  const subject = await findMemberRow(deps.db, row.subjectId)
  const confirming = isWhole && row.phase === 'confirming' ? await confirmersOf(deps, row, openerRoles) : null
  const userids = [
    row.subjectId,
    row.openedBy,
    row.deletionAskedBy,
    ...(confirming?.userids ?? []),
    ...items.map(({ heirId }) => heirId),
    ...events.flatMap(({ actorId, note, type }) => [actorId, type === 'assigned' ? note : null]),
  ].filter((userid) => userid !== null)
  const names = await loadDisplayNames(deps.db, userids, row.departmentPath)
  const { people } = names
  const isHeir = (heirId: string | null) => heirId !== null && sameUserid(heirId, actor.userid)
  const { deletionAskedBy, deletionAskedAt, deleteNotBefore } = row
  return {
    ...summaryOf(row, items, names),
    version: row.version,
    isMine: sameUserid(row.subjectId, actor.userid),
    isWhole,
    position: subject?.position ?? '',
    openedAt: row.openedAt.toISOString(),
    disableAt: row.disableAt?.toISOString() ?? null,
    confirmers: confirming && { roles: confirming.roles, people: confirming.userids.map(people) },
    blockedAt: isWhole ? (row.blockedAt?.toISOString() ?? null) : null,
    cleanedAt: row.cleanedAt?.toISOString() ?? null,
    forceReason: isWhole ? row.reason : '',
    change: await changeOf(deps, actor, row),
    items: items
      .filter(({ heirId }) => isWhole || isHeir(heirId))
      .map(({ id: item, kind, title, count, state, heirId, offeredAt, answeredAt, reason }) => ({
        id: item,
        kind,
        title,
        count,
        state,
        heir: heirId === null ? null : people(heirId),
        offeredAt: offeredAt?.toISOString() ?? null,
        answeredAt: answeredAt?.toISOString() ?? null,
        readBackAt: readings.get(item)?.toISOString() ?? null,
        reason,
        isMine: row.endedAt === null && state === 'offered' && isHeir(heirId),
      })),
    disabledAt: row.disabledAt?.toISOString() ?? null,
    trouble: isWhole ? row.trouble : null,
    deletion:
      !isWhole || deletionAskedBy === null || deletionAskedAt === null || deleteNotBefore === null
        ? null
        : {
            askedBy: people(deletionAskedBy),
            askedAt: deletionAskedAt.toISOString(),
            notBefore: deleteNotBefore,
            reason: row.deletionReason,
          },
    deletedAt: row.deletedAt?.toISOString() ?? null,
    returnConfirmedAt: row.returnConfirmedAt?.toISOString() ?? null,
    returnDeniedAt: events.find(({ type }) => type === 'return_denied')?.at.toISOString() ?? null,
    customers: counted ? { count: Number(counted.note), at: counted.at.toISOString() } : null,
    events: events.map(({ at, type, actorId, note }) => ({
      at: at.toISOString(),
      type,
      actor: actorId === null ? null : people(actorId),
      note: type === 'assigned' ? people(note).name : note,
    })),
    allowed: allowedClosingActions(actor, facts),
    today: today(deps),
  }
}
