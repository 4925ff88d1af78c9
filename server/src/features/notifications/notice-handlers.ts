import { sameUserid } from '@desk/shared/kernel/ids'
import { isCodeAlive } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../db/database.ts'
import type { JobHandler, JobHandlers } from '../../outbox/run-job.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import { agreeKey } from './card-key.ts'
import { type CardRow, dropResponseCode, isNewestCard } from './card-queries.ts'
import { delegationNoticeHandlers } from './delegation-notices.ts'
import { digestHandler } from './digest-handler.ts'
import type { RequestTypeDeps } from '../requests/model/request-type.ts'
import type { NoticeDeps, SendDeps } from './notice-deps.ts'
import { findNotice, type NoticeRow } from './notice-queries.ts'
import { commentText, cardTextFor } from './notice-text.ts'
import { noticeTopics, planNotice } from './notices.ts'
import { opsNoticeHandlers } from './ops-notices.ts'
import { replaceCard } from './replace-card.ts'
import type { RequestRow } from '../requests/model/request-queries.ts'
import { cardOf, dropNotice, loadCard, noticeEndings, nothingToWrite, sendNotice } from './send-notice.ts'

/** Cards: sent, replaced, told. Repeating a send is safe because WeCom drops an identical card (doc 90236). */
export function noticeHandlers(deps: NoticeDeps & SendDeps & RequestTypeDeps): JobHandlers {
  const load = (payload: unknown) => loadCard(deps, payload)

  const ask: JobHandler = {
    ...noticeEndings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      if (!isAskedNow(card, request)) return (tx) => dropNotice(tx, card)
      const event = (await findNotice(deps.db, card.taskId))?.event
      const buttons = deps.site.hasAppCallback ? buttonsFor(deps, request) : {}
      return sendNotice(deps, checkpoint, card, () => cardTextFor.ask(deps, request, event), buttons)
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
      const words = await (isAsked ? cardTextFor.superseded : cardTextFor.over)(deps, request)
      const isReplaced = await replaceCard(deps, card, card.responseCode, cardOf(deps, card, request, words))
      return isReplaced ? (tx) => dropResponseCode(tx, card.taskId) : nothingToWrite
    },
  }

  const taken: JobHandler = {
    ...noticeEndings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      return sendNotice(deps, checkpoint, card, () => cardTextFor.over(deps, request))
    },
  }

  const result: JobHandler = {
    ...noticeEndings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      if (!isStillSo(await findNotice(deps.db, card.taskId), request)) return (tx) => dropNotice(tx, card)
      return sendNotice(deps, checkpoint, card, () => cardTextFor.result(deps, request))
    },
  }

  const comment: JobHandler = {
    ...noticeEndings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      return sendNotice(deps, checkpoint, card, () => commentText(deps, request))
    },
  }

  return {
    [noticeTopics.comment]: comment,
    [noticeTopics.ask]: ask,
    [noticeTopics.over]: over,
    [noticeTopics.taken]: taken,
    [noticeTopics.result]: result,
    [noticeTopics.digest]: digestHandler(deps),
    ...opsNoticeHandlers(deps),
    ...delegationNoticeHandlers(deps),
  }
}

/** Agreeing without opening it, where little hangs on it. */
const buttonsFor = ({ kinds }: RequestTypeDeps, request: RequestRow): Pick<NoticeCard, 'button' | 'presses'> => ({
  button: '去审批',
  ...(kinds[request.kind].isRisky(request) ? {} : { presses: [{ caption: '同意', key: agreeKey(request) }] }),
})

const isAskedNow = ({ userid }: CardRow, { state, asked }: RequestRow) =>
  state === 'open' && asked.some((one) => one.closedAt === null && sameUserid(one.userid, userid))

/** What has become something else before anybody was told of it is not told; what came of it is, by a message of its own. */
function isStillSo(notice: NoticeRow | null, { state, phase }: RequestRow): boolean {
  switch (notice?.event) {
    case 'request.returned':
      return state === 'returned'
    case 'request.refused':
      return state === 'refused'
    case 'request.scheduled':
      return state === 'decided'
    case 'request.mismatch':
      return state === 'failed' || phase !== null
    default:
      return true
  }
}

const isDecider = (card: CardRow, { decidedBy }: RequestRow) => decidedBy !== null && sameUserid(decidedBy, card.userid)

const tellTaken = (deps: NoticeDeps, tx: Tx, { userid }: CardRow, request: RequestRow) =>
  planNotice(deps, tx, { event: 'request.taken', request, userid, purpose: 'decide', topic: noticeTopics.taken })
