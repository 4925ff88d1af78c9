import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { type ClosingId, type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { listNoticesAbout, saveNotice } from '../../notifications/notice-queries.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { enqueueCardJobs, enqueueNotice } from '../../notifications/notices.ts'
import { offerIfVacant } from '../../groups/ownership/offer-ownership.ts'
import type { ClosingDeps, ClosingStepDeps } from './closing-deps.ts'
import { whatOf } from './closing-notices.ts'
import { type ClosingRow, type ItemRow, listItems } from './closing-queries.ts'
import { OFFER_OVER_TOPIC, OFFER_TOPIC } from './closing-topics.ts'

/** Working days before the last day on which heirs (to whom items are offered) who have not answered are asked again. */
export const REMINDED_AT = [5, 3, 1] as const
/** Working days after the offer on which heirs are asked again once the account is closed, or the person has moved. */
export const REMINDED_AFTER: readonly number[] = [3, 6, 9]

/** Payload of the job that sends an offer. With `daysLeft` the card is a reminder. */
export type Offer = { closingId: ClosingId; userid: string; daysLeft?: number }

/** Lists what is offered to a person and not answered. */
export const listOffered = (items: readonly ItemRow[], userid: string): ItemRow[] =>
  items.filter(({ state, heirId }) => state === 'offered' && heirId !== null && sameUserid(heirId, userid))

/** Identifies what a card showed, so that its buttons answer nothing else. */
export const offerHash = (offered: readonly ItemRow[]): string =>
  sha256(
    offered
      .map(({ id }) => id)
      .sort()
      .join(),
  ).slice(0, 16)

/** Returns what a card says once its offer is answered. */
export const answerText = (isAccepted: boolean, count: number): string =>
  `${isAccepted ? '已接手' : '已拒绝'} ${String(count)} 项`

/** Returns what the card says when this person answered exactly what it showed; null: they did not. */
export function findAnswer(items: readonly ItemRow[], userid: string, hash: string): string | null {
  const own = items.filter(({ heirId }) => heirId !== null && sameUserid(heirId, userid))
  const accepted = own.filter(({ state }) => state === 'accepted' || state === 'done')
  const declined = own.filter(({ state }) => state === 'declined')
  if (offerHash(accepted) === hash) return answerText(true, accepted.length)
  return offerHash(declined) === hash ? answerText(false, declined.length) : null
}

/** Identifies an offer by the latest time at which one of its items was offered. */
const objectOf = (id: ClosingId, offered: readonly ItemRow[]): string =>
  `${id}:${String(Math.max(0, ...offered.map(({ offeredAt }) => offeredAt?.getTime() ?? 0)))}`

const eventOf = ({ kind }: Pick<ClosingRow, 'kind'>) =>
  kind === 'transfer' ? ('transfer.offered' as const) : ('closing.offered' as const)

/**
 * Asks an heir with a card, whose buttons accept and decline. With `daysLeft` the card is a reminder; with `on` the same offer
 * is sent once more on that day.
 */
export async function sendOffer(
  deps: ClosingStepDeps,
  tx: Tx,
  row: ClosingRow,
  userid: string,
  { daysLeft, on }: { daysLeft?: number; on?: CalendarDay } = {},
): Promise<void> {
  const offered = listOffered(await listItems(tx, [row.id]), userid)
  if (offered.length === 0) return
  const subject = (await memberNames(tx, [row.subjectId]))(row.subjectId).name
  const event = daysLeft === undefined ? eventOf(row) : ('closing.reminder' as const)
  const values = { subject, count: String(offered.length), days: String(daysLeft ?? ''), what: whatOf(row) }
  const { title: line } = await textOf({ db: tx }, event, values)
  const payload: Offer = {
    closingId: row.id,
    userid,
    ...(daysLeft !== undefined && { daysLeft }),
  }
  // The key contains the last day, so that the same reminder is sent again after the last day was moved.
  const keySuffix = daysLeft === undefined ? [] : [String(row.lastDay), String(daysLeft)]
  const objectId = [objectOf(row.id, offered), ...keySuffix, ...(on === undefined ? [] : [on])].join(':')
  await enqueueNotice(deps, tx, { event, objectId, userid, topic: OFFER_TOPIC, payload, about: { line } })
}

/** Overwrites the cards of an offer that is answered or withdrawn. `offered`: the offer as it was. */
export async function closeOffer(
  deps: ClosingStepDeps,
  tx: Tx,
  row: ClosingRow,
  offered: readonly ItemRow[],
  outcome: string,
): Promise<void> {
  const userid = offered[0]?.heirId
  if (userid === undefined || userid === null) return
  const events = [eventOf(row), 'closing.reminder'] as const
  for (const notice of await listNoticesAbout(tx, userid, { events, object: objectOf(row.id, offered) })) {
    if (notice.state === 'digest' && notice.digestId === null) await saveNotice(tx, notice.taskId, { state: 'dropped' })
    const payload = { closingId: row.id, what: outcome }
    await enqueueCardJobs(tx, OFFER_OVER_TOPIC, [notice.taskId], { runAt: deps.clock.now(), payload })
  }
}

/** Overwrites the cards of everybody to whom one of these items is offered. */
export async function closeOffersOf(
  deps: ClosingStepDeps,
  tx: Tx,
  row: ClosingRow,
  items: readonly ItemRow[],
  outcome: string,
): Promise<void> {
  const heirs = new Set(items.flatMap(({ state, heirId }) => (state === 'offered' && heirId !== null ? [heirId] : [])))
  for (const heir of heirs) await closeOffer(deps, tx, row, listOffered(items, heir), outcome)
}

/**
 * Ends the offers of a closing that is over: overwrites the cards of open offers, and offers groups that nobody takes over to
 * their members. Returns the heirs who were asked or had accepted.
 */
export async function endOffers(
  deps: ClosingDeps,
  tx: Tx,
  row: ClosingRow,
  items: readonly ItemRow[],
): Promise<string[]> {
  await closeOffersOf(deps, tx, row, items, '已取消，无需交接')
  const promised = items.filter(({ state }) => state === 'offered' || state === 'accepted')
  for (const { kind, objectId } of promised)
    if (kind === 'group_owner') await offerIfVacant(deps, tx, objectId as GroupId)
  return promised.flatMap(({ heirId }) => heirId ?? [])
}
