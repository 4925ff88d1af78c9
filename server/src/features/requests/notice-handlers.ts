import { sameUserid } from '@desk/shared/kernel/ids'
import { isCodeAlive } from '@desk/shared/notices/notice-policy'
import type { SystemActor } from '@desk/shared/identity/actor'
import type { Tx } from '../../db/database.ts'
import type { Checkpoint, Conclusion, JobHandler, JobHandlers } from '../../outbox/run-job.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import { admitNotice } from './admit-notice.ts'
import {
  type CardRow,
  dropResponseCode,
  isNewestCard,
  requireCard,
  reviveCard,
  saveSentCard,
  skipCard,
} from './card-queries.ts'
import { agreeKey } from './card-key.ts'
import { digestHandler } from './digest-handler.ts'
import type { EngineDeps } from './engine-deps.ts'
import { findNotice, type NoticeRow, saveNotice } from './notice-queries.ts'
import { type CardWords, commentWords, wordsFor } from './notice-words.ts'
import { noticeTopics, planNotice } from './notices.ts'
import { recordChange } from './record-change.ts'
import { lockRequest, requireRequest, type RequestRow } from './request-queries.ts'

const postman: SystemActor = { kind: 'system', job: 'notice' }
const nothingToWrite = async () => {}

/** Cards: sent, replaced, told. Repeating a send is safe because WeCom drops an identical card (doc 90236). */
export function noticeHandlers(deps: EngineDeps): JobHandlers {
  const load = async (payload: unknown) => {
    const card = await requireCard(deps.db, taskIdOf(payload))
    return { card, request: await requireRequest(deps.db, card.requestId) }
  }

  const ask: JobHandler = {
    ...endings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      if (!isAskedNow(card, request)) return (tx) => drop(tx, card)
      const event = (await findNotice(deps.db, card.taskId))?.event
      const buttons = deps.site.hasAppCallback ? buttonsFor(deps, request) : {}
      return send(deps, checkpoint, card, () => wordsFor.ask(deps, request, event), buttons)
    },
  }

  const over: JobHandler = {
    async handle(job) {
      const { card, request } = await load(job.payload)
      if (card.sentAt === null || !deps.site.hasAppCallback) return nothingToWrite
      const isAsked = isAskedNow(card, request)
      // Asked again meanwhile, and no newer card says so: what is on this one can still be decided.
      if (isAsked && (await isNewestCard(deps.db, card))) return nothingToWrite
      // Its code is dead, or was lost with an answer. Whoever decided himself knows; others would open it in vain.
      if (card.responseCode === null || !isCodeAlive(card.sentAt, deps.clock.now()))
        return async (tx) => {
          await dropResponseCode(tx, card.taskId)
          const isOpenedInVain = card.delivered === 'yes' && !isAsked && !isDecider(card, request)
          // An older card needs no words of its own: the newest one has them, or is followed by them.
          if (isOpenedInVain && (await isNewestCard(tx, card))) await tellTaken(deps, tx, card, request)
        }
      const words = await (isAsked ? wordsFor.superseded : wordsFor.over)(deps, request)
      deps.failPoints.hit('notice.calling')
      // False when the code was used: by this very job, whose answer was lost.
      await deps.wecom.replaceCard(card.userid, card.responseCode, cardOf(deps, card, request, words))
      deps.failPoints.hit('notice.called')
      return (tx) => dropResponseCode(tx, card.taskId)
    },
  }

  const taken: JobHandler = {
    ...endings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      return send(deps, checkpoint, card, () => wordsFor.over(deps, request))
    },
  }

  const result: JobHandler = {
    ...endings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      if (!isStillSo(await findNotice(deps.db, card.taskId), request)) return (tx) => drop(tx, card)
      return send(deps, checkpoint, card, () => wordsFor.result(deps, request))
    },
  }

  const comment: JobHandler = {
    ...endings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      return send(deps, checkpoint, card, () => commentWords(deps, request))
    },
  }

  return {
    [noticeTopics.comment]: comment,
    [noticeTopics.ask]: ask,
    [noticeTopics.over]: over,
    [noticeTopics.taken]: taken,
    [noticeTopics.result]: result,
    [noticeTopics.digest]: digestHandler(deps),
  }
}

/** What becomes of a message that WeCom refused for good. */
const endings = (deps: EngineDeps): Pick<JobHandler, 'onGiveUp' | 'revive' | 'confirmByHand'> => ({
  async onGiveUp(tx, job, { cause }) {
    await markUndelivered(deps, tx, await requireCard(tx, taskIdOf(job.payload)), cause)
  },
  async revive(tx, job) {
    const taskId = taskIdOf(job.payload)
    await reviveCard(tx, taskId)
    await saveNotice(tx, taskId, { state: 'waiting' })
  },
  // Told in person: there is nothing to look at, and nothing to send.
  confirmByHand: async (job) => (tx) => saveNotice(tx, taskIdOf(job.payload), { state: 'dropped' }),
})

async function send(
  deps: EngineDeps,
  checkpoint: Checkpoint,
  card: CardRow,
  makeWords: () => Promise<CardWords>,
  buttons: Pick<NoticeCard, 'button' | 'press'> = {},
): Promise<Conclusion> {
  const planned = await findNotice(deps.db, card.taskId)
  if (planned && !(await admitNotice(deps, checkpoint, planned))) return nothingToWrite
  const request = await requireRequest(deps.db, card.requestId)
  const notice = cardOf(deps, card, request, await makeWords())
  deps.failPoints.hit('notice.calling')
  const sent = await deps.wecom.sendCard(card.userid, { ...notice, ...buttons })
  deps.failPoints.hit('notice.called')
  return async (tx) => {
    await saveSentCard(tx, card.taskId, sent, deps.clock.now())
    if (sent.delivered) await saveNotice(tx, card.taskId, { state: 'sent' })
    else await markUndelivered(deps, tx, card)
  }
}

/** Whoever waits for the answer sees that this person was never asked. */
async function markUndelivered(deps: EngineDeps, tx: Tx, card: CardRow, cause?: string): Promise<void> {
  const request = await lockRequest(tx, card.requestId)
  await skipCard(tx, card.taskId)
  await saveNotice(tx, card.taskId, { state: 'undelivered' })
  const details = { userid: card.userid, ...(cause === undefined ? {} : { cause }) }
  await recordChange(deps, tx, { actor: postman, request, type: 'notice_undelivered', details })
}

async function drop(tx: Tx, card: CardRow): Promise<void> {
  await skipCard(tx, card.taskId)
  await saveNotice(tx, card.taskId, { state: 'dropped' })
}

/** Agreeing without opening it, where little hangs on it. */
const buttonsFor = ({ kinds }: EngineDeps, request: RequestRow): Pick<NoticeCard, 'button' | 'press'> => ({
  button: '去审批',
  ...(kinds[request.kind].isRisky(request) ? {} : { press: { caption: '同意', key: agreeKey(request) } }),
})

const isAskedNow = ({ userid }: CardRow, { state, asked }: RequestRow) =>
  state === 'open' && asked.some((one) => one.closedAt === null && sameUserid(one.userid, userid))

/** A refusal may have been taken back, and what was sent back may have come again, before anybody was told. */
function isStillSo(notice: NoticeRow | null, request: RequestRow): boolean {
  if (notice?.event === 'request.returned') return request.state === 'returned'
  return notice?.event !== 'request.refused' || request.state === 'refused'
}

const isDecider = (card: CardRow, { decidedBy }: RequestRow) => decidedBy !== null && sameUserid(decidedBy, card.userid)

const tellTaken = (deps: EngineDeps, tx: Tx, { userid }: CardRow, request: RequestRow) =>
  planNotice(deps, tx, { event: 'request.taken', request, userid, purpose: 'decide', topic: noticeTopics.taken })

const cardOf = (deps: EngineDeps, card: CardRow, request: RequestRow, words: CardWords): NoticeCard => ({
  ...words,
  taskId: card.taskId,
  source: '企微自助',
  url: `${deps.site.publicUrl}/r/${request.no}`,
})

function taskIdOf(payload: unknown): string {
  const { taskId } = payload as { taskId?: unknown }
  if (typeof taskId !== 'string') throw new Error('A notice job without a task id')
  return taskId
}
