import type { SystemActor } from '@desk/shared/identity/actor'
import type { Deps, RecordDeps } from '../../../kernel/deps.ts'
import type { Tx } from '../../../db/database.ts'
import { type JobHandler, noWrites, type ResultWrites } from '../../../outbox/run-job.ts'
import { type CardRow, requireCard, saveCard, saveSentCard } from '../../notifications/card-queries.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { saveNotice } from '../../notifications/notice-queries.ts'
import { type CardContent, type CardText, toCard } from '../../notifications/notice-text.ts'
import { endUnsentNotice, taskIdOf } from '../../notifications/notices.ts'
import { overwriteCard } from '../../notifications/overwrite-card.ts'
import { sendCard } from '../../notifications/send-card.ts'
import { recordChange } from '../model/record-change.ts'
import { lockRequest, requireRequest, type RequestRow } from '../model/request-queries.ts'

const sender: SystemActor = { kind: 'system', job: 'notice' }

export async function loadCard(
  deps: Pick<Deps, 'db'>,
  payload: unknown,
): Promise<{ card: CardRow; request: RequestRow }> {
  const card = await requireCard(deps.db, taskIdOf(payload))
  return { card, request: await requireRequest(deps.db, card.requestId) }
}

type RequestCards = {
  /** Whether the card is still to be sent; default: always. */
  isCurrent?(card: CardRow, request: RequestRow): boolean | Promise<boolean>
  textOf(card: CardRow, request: RequestRow): Promise<CardText>
  /** Buttons, and the page that the card opens; default: the page of the request. */
  moreOf?(request: RequestRow): Promise<Partial<Pick<CardContent, 'button' | 'actions' | 'path'>>>
}

/** Sends cards about a request. A card that is no longer current is dropped. */
export const requestCardHandler = (
  deps: SendDeps,
  { isCurrent = () => true, textOf, moreOf = async () => ({}) }: RequestCards,
): JobHandler => ({
  async handle(job, checkpoint) {
    const { card, request } = await loadCard(deps, job.payload)
    const { taskId } = card
    if (card.delivered !== 'pending') return noWrites
    if (!(await isCurrent(card, request))) return (tx) => endUnsentNotice(tx, taskId, 'dropped')
    const make = async () =>
      toCard(deps, taskId, { ...contentOf(request, await textOf(card, request)), ...(await moreOf(request)) })
    return sendCard(deps, checkpoint, card, make, async (tx, sent) => {
      await saveSentCard(tx, taskId, sent, deps.clock.now())
      if (!sent.delivered) await markUndelivered(deps, tx, card)
    })
  },
  onGiveUp: async (tx, job, { cause }) =>
    markUndelivered(deps, tx, await requireCard(tx, taskIdOf(job.payload)), cause),
  async requeue(tx, job) {
    const taskId = taskIdOf(job.payload)
    await saveCard(tx, taskId, { delivered: 'pending' })
    await saveNotice(tx, taskId, { state: 'waiting' })
  },
  // The recipient was notified in person: nothing can be verified or has to be sent.
  confirmManually: async (job) => (tx) => saveNotice(tx, taskIdOf(job.payload), { state: 'dropped' }),
})

/** Replaces a card with the present text; its code works once. */
export async function overwriteRequestCard(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'wecom' | 'failPoints'>,
  card: CardRow,
  request: RequestRow,
  text: CardText,
): Promise<ResultWrites> {
  const isUsed = await overwriteCard(deps, { ...card, userids: [card.userid] }, contentOf(request, text))
  return isUsed ? (tx) => saveCard(tx, card.taskId, { responseCode: null }) : noWrites
}

/** Records in the timeline that this person was not reached. */
async function markUndelivered(deps: RecordDeps, tx: Tx, card: CardRow, cause?: string): Promise<void> {
  const request = await lockRequest(tx, card.requestId)
  await endUnsentNotice(tx, card.taskId, 'undelivered')
  const details = { userid: card.userid, ...(cause === undefined ? {} : { cause }) }
  await recordChange(deps, tx, { actor: sender, request, type: 'notice_undelivered', details })
}

const contentOf = ({ no }: RequestRow, text: CardText): CardContent => ({ ...text, path: `/r/${no}` })
