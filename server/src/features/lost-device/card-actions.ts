import { sameUserid } from '@desk/shared/kernel/ids'
import { AppError } from '../../kernel/app-error.ts'
import type { CardAction } from '../notifications/card-action.ts'
import { isAccountLocked } from '../../directory/locked-account-queries.ts'
import { findMemberRow, rolesOf } from '../../access/actor-queries.ts'
import type { JobHandler } from '../../outbox/run-job.ts'
import { findCard, saveCard } from '../notifications/card-queries.ts'
import type { CaseDeps } from './cases/case-deps.ts'
import { decideCase } from './recovery/decide-case.ts'
import { tell } from './cases/enqueue-case-jobs.ts'
import { answerCardAction } from './cases/update-cards.ts'

const ACTIVE = 1
const KEY = /^lost:(lock|dismiss):([0-9a-f]{64})$/

/** The buttons of an urgent review: the same use case as the page's, on exactly what the card said. */
export const lostCardActionHandler = (deps: CaseDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const press = job.payload as CardAction
    const [, decision, seenHash] = KEY.exec(press.key) ?? []
    const card = await findCard(deps.db, press.taskId)
    const member = await findMemberRow(deps.db, press.userid)
    const isHis = card && member && member.status === ACTIVE && sameUserid(card.userid, press.userid)
    if (!isHis || decision === undefined || seenHash === undefined) return async () => {}
    // From a phone that was itself reported lost nobody decides.
    if (await isAccountLocked(deps.db, member.userid)) return async () => {}
    await checkpoint((tx) => saveCard(tx, card.taskId, { responseCode: press.responseCode }))
    const actor = { kind: 'member' as const, userid: member.userid, ...(await rolesOf(deps, member.userid)) }
    const order = { id: card.requestId, version: null, seenHash, decision: decision as 'lock' | 'dismiss', note: '' }
    const isRefused = await decideCase(deps, actor, order).then(
      () => false,
      (error: unknown) => {
        if (error instanceof AppError) return true
        throw error
      },
    )
    return async (tx) => {
      await answerCardAction(tx, card.taskId, deps.clock.now())
      // Not to be decided from the chat, and nobody else did: a fresh card, and the page behind it says why.
      if (isRefused) await tell(deps, tx, { id: card.requestId }, 'device.urgent_review', [card.userid], card.taskId)
    }
  },
})
