import type { SystemActor } from '@desk/shared/identity/actor'
import type { Tx } from '../../db/database.ts'
import type { Checkpoint, Conclusion, JobHandler } from '../../outbox/run-job.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import { type CardRow, requireCard, reviveCard, skipCard } from './card-queries.ts'
import type { Deps, RecordDeps } from '../../kernel/deps.ts'
import type { SendDeps } from './notice-deps.ts'
import { saveNotice } from './notice-queries.ts'
import type { CardText } from './notice-text.ts'
import { recordChange } from '../requests/model/record-change.ts'
import { lockRequest, requireRequest, type RequestRow } from '../requests/model/request-queries.ts'
import { sendCard } from './send-card.ts'

const postman: SystemActor = { kind: 'system', job: 'notice' }
export const nothingToWrite = async () => {}

export const SOURCE = '企微自助'

export async function loadCard(
  deps: Pick<Deps, 'db'>,
  payload: unknown,
): Promise<{ card: CardRow; request: RequestRow }> {
  const card = await requireCard(deps.db, taskIdOf(payload))
  return { card, request: await requireRequest(deps.db, card.requestId) }
}

/** What becomes of a message that WeCom refused for good. */
export const noticeEndings = (deps: RecordDeps): Pick<JobHandler, 'onGiveUp' | 'requeue' | 'confirmByHand'> => ({
  async onGiveUp(tx, job, { cause }) {
    await markUndelivered(deps, tx, await requireCard(tx, taskIdOf(job.payload)), cause)
  },
  async requeue(tx, job) {
    const taskId = taskIdOf(job.payload)
    await reviveCard(tx, taskId)
    await saveNotice(tx, taskId, { state: 'waiting' })
  },
  // Told in person: there is nothing to look at, and nothing to send.
  confirmByHand: async (job) => (tx) => saveNotice(tx, taskIdOf(job.payload), { state: 'dropped' }),
})

/** Sends one person's card once the policy lets it through. */
export async function sendNotice(
  deps: SendDeps,
  checkpoint: Checkpoint,
  card: CardRow,
  makeWords: () => Promise<CardText>,
  more: Partial<Pick<NoticeCard, 'button' | 'presses' | 'url'>> = {},
): Promise<Conclusion> {
  const make = async () => {
    const request = await requireRequest(deps.db, card.requestId)
    return { ...cardOf(deps, card, request, await makeWords()), ...more }
  }
  return sendCard(deps, checkpoint, card, make, (tx) => markUndelivered(deps, tx, card))
}

/** Whoever waits for the answer sees that this person was never asked. */
async function markUndelivered(deps: RecordDeps, tx: Tx, card: CardRow, cause?: string): Promise<void> {
  const request = await lockRequest(tx, card.requestId)
  await skipCard(tx, card.taskId)
  await saveNotice(tx, card.taskId, { state: 'undelivered' })
  const details = { userid: card.userid, ...(cause === undefined ? {} : { cause }) }
  await recordChange(deps, tx, { actor: postman, request, type: 'notice_undelivered', details })
}

export async function dropNotice(tx: Tx, card: CardRow): Promise<void> {
  await skipCard(tx, card.taskId)
  await saveNotice(tx, card.taskId, { state: 'dropped' })
}

export const cardOf = (deps: Pick<Deps, 'site'>, card: CardRow, request: RequestRow, words: CardText): NoticeCard => ({
  ...words,
  taskId: card.taskId,
  source: SOURCE,
  url: `${deps.site.publicUrl}/r/${request.no}`,
})

export function taskIdOf(payload: unknown): string {
  const { taskId } = payload as { taskId?: unknown }
  if (typeof taskId !== 'string') throw new Error('A notice job without a task id')
  return taskId
}
