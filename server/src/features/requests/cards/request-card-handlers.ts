import { sameUserid } from '@desk/shared/kernel/ids'
import type { Deps } from '../../../kernel/deps.ts'
import { type JobHandler, type JobHandlers, noWrites } from '../../../outbox/run-job.ts'
import { type CardRow, saveCard } from '../../notifications/card-queries.ts'
import type { NoticeDeps, SendDeps } from '../../notifications/notice-deps.ts'
import { findNotice, type NoticeRow } from '../../notifications/notice-queries.ts'
import { enqueueRequestNotice } from '../../notifications/notices.ts'
import { isReplaceable } from '../../notifications/overwrite-card.ts'
import type { RequestTypeDeps } from '../model/request-type.ts'
import type { RequestRow } from '../model/request-queries.ts'
import { approveKey } from './card-key.ts'
import { commentText, cardTextFor } from './card-text.ts'
import { manualTaskCardHandlers } from './manual-task-cards.ts'
import { isNewestCard } from './request-card-queries.ts'
import { requestCardTopics, resultOf } from './request-notices.ts'
import { loadCard, overwriteRequestCard, requestCardHandler } from './send-request-card.ts'

type CardHandlerDeps = NoticeDeps & SendDeps & RequestTypeDeps

/** Sends and overwrites the cards of requests. A repeated send is safe: WeCom drops an identical card (doc 90236). */
export const requestCardHandlers = (deps: CardHandlerDeps): JobHandlers => ({
  [requestCardTopics.approval]: requestCardHandler(deps, {
    isCurrent: isCurrentApprover,
    textOf: async (card, request) =>
      cardTextFor.approval(deps, request, (await findNotice(deps.db, card.taskId))?.event),
    moreOf: (request) => buttonsFor(deps, request),
  }),
  [requestCardTopics.close]: closeHandler(deps),
  [requestCardTopics.taken]: requestCardHandler(deps, { textOf: (_, request) => cardTextFor.closed(deps, request) }),
  [requestCardTopics.result]: requestCardHandler(deps, {
    isCurrent: async (card, request) => isCardValid(await findNotice(deps.db, card.taskId), request),
    textOf: ({ userid }, request) => cardTextFor.result(deps, request, userid),
  }),
  [requestCardTopics.comment]: requestCardHandler(deps, { textOf: (_, request) => commentText(deps, request) }),
  ...manualTaskCardHandlers(deps),
})

/**
 * Overwrites the card of a person who is no longer an approver, who has a newer card, or who pressed its button although
 * the request had to be opened to be decided.
 */
const closeHandler = (deps: CardHandlerDeps): JobHandler => ({
  async handle(job) {
    const { card, request } = await loadCard(deps, job.payload)
    if (card.sentAt === null || !deps.site.hasAppCallback) return noWrites
    const isCurrent = isCurrentApprover(card, request)
    const isUsable = isCurrent && (await isNewestCard(deps.db, card))
    // The person is an approver again and has no newer card: this card can still be used.
    if (isUsable && card.pressedAt === null) return noWrites
    // The code expired, or was lost with a response. Who decided knows the decision; others would open the card in vain.
    if (!isReplaceable(card, deps.clock.now()))
      return async (tx) => {
        await saveCard(tx, card.taskId, { responseCode: null })
        const isOpenedInVain = card.delivered === 'yes' && !isCurrent && !isDecider(card, request)
        // Only the newest card of a person is followed by a notice.
        if (!isOpenedInVain || !(await isNewestCard(tx, card))) return
        const notice = { event: 'request.taken', request, userid: card.userid } as const
        await enqueueRequestNotice(deps, tx, { ...notice, purpose: 'decide', topic: requestCardTopics.taken })
      }
    const closedText = isCurrent ? 'superseded' : 'closed'
    const text = await cardTextFor[isUsable ? 'approval' : closedText](deps, request)
    return overwriteRequestCard(deps, card, request, text)
  },
})

/** Returns the buttons of an approval card: a request that is not risky can be approved on the card, without opening it. */
async function buttonsFor({ db, kinds }: RequestTypeDeps & Pick<Deps, 'db'>, request: RequestRow) {
  const isRisky = await kinds[request.kind].riskTest(db)
  return { button: '去审批', ...(!isRisky(request) && { actions: [{ caption: '同意', key: approveKey(request) }] }) }
}

const isCurrentApprover = ({ userid }: CardRow, { state, approvers }: RequestRow) =>
  state === 'open' && approvers.some((approver) => approver.closedAt === null && sameUserid(approver.userid, userid))

/** Returns whether the state that a notice reports still holds; a later state has its own notice. */
function isCardValid(notice: NoticeRow | null, request: RequestRow): boolean {
  const { state, phase } = request
  switch (notice?.event) {
    // If it was returned or refused again, the later notice is sent instead: that of a refusal after its undo window.
    case 'request.returned':
      return state === 'returned' && notice.objectId === resultOf(request)
    case 'request.refused':
      return state === 'refused' && notice.objectId === resultOf(request)
    case 'request.scheduled':
      return state === 'decided'
    case 'request.mismatch':
      return notice.objectId === resultOf(request)
    case 'request.failed':
      return state === 'failed'
    // While it is disputed, the requested values are still those that were read back.
    case 'request.applied':
    case 'request.answered':
      return state === 'done' || phase === 'disputed'
    default:
      return true
  }
}

const isDecider = (card: CardRow, { decidedBy }: RequestRow) => decidedBy !== null && sameUserid(decidedBy, card.userid)
