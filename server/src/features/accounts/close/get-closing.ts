import { isHandedOver, isSettled } from '@desk/shared/accounts/close/closing-flow'
import { allowedClosingActions, mayReadClosing, mayReadWholeClosing } from '@desk/shared/accounts/close/closing-rules'
import type { ClosingSummary, ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type ClosingId, sameUserid } from '@desk/shared/kernel/ids'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { today } from '../../../access/grant-conditions.ts'
import { pathNames } from '../../../directory/department-names.ts'
import { type DisplayNames, loadDisplayNames } from '../../../directory/load-display-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { factsOf } from './closing-facts.ts'
import { ClosingRefusedError } from './closing-errors.ts'
import { type ClosingRow, findClosing, type ItemRow, listEvents, listItems } from './closing-queries.ts'

/** Items that somebody has to take over or that the leaver has to confirm. */
export function summaryOf(
  row: ClosingRow,
  items: readonly ItemRow[],
  { people, departments }: DisplayNames,
): ClosingSummary {
  const handed = items.filter(({ kind }) => isHandedOver(kind))
  // Cleaning is one of them; nobody is asked for it in an emergency.
  const cleaning = row.kind === 'emergency' ? 0 : 1
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

/** Returns the closing as this member may see it. @throws ClosingRefusedError `not_found` when they may not */
export async function getClosing(deps: ReadDeps, actor: MemberActor, id: ClosingId): Promise<ClosingView> {
  const row = await findClosing(deps.db, id)
  if (!row) throw new ClosingRefusedError('not_found')
  const items = await listItems(deps.db, [id])
  const facts = factsOf(row, items)
  if (!mayReadClosing(actor, facts)) throw new ClosingRefusedError('not_found')
  const isWhole = mayReadWholeClosing(actor, facts)
  const events = isWhole ? await listEvents(deps.db, id) : []
  const subject = await findMemberRow(deps.db, row.subjectId)
  const userids = [
    row.subjectId,
    row.openedBy,
    row.deletionAskedBy,
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
    cleanedAt: row.cleanedAt?.toISOString() ?? null,
    forceReason: isWhole ? row.reason : '',
    items: items
      .filter(({ heirId }) => isWhole || isHeir(heirId))
      .map(({ id: item, kind, title, count, state, heirId, answeredAt, reason }) => ({
        id: item,
        kind,
        title,
        count,
        state,
        heir: heirId === null ? null : people(heirId),
        answeredAt: answeredAt?.toISOString() ?? null,
        reason,
        isMine: state === 'offered' && isHeir(heirId),
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
