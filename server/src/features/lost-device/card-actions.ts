import { sameUserid } from '@desk/shared/kernel/ids'
import { AppError } from '../../kernel/app-error.ts'
import type { CardAction } from '../notifications/card-action.ts'
import { isAccountSuspended } from '../../directory/suspension-queries.ts'
import { findMemberRow, rolesOf } from '../../access/actor-queries.ts'
import { type JobHandler, noWrites } from '../../outbox/run-job.ts'
import { findCard, saveCard } from '../notifications/card-queries.ts'
import type { CaseDeps } from './cases/case-deps.ts'
import { decideCase } from './recovery/decide-case.ts'
import { enqueueCaseNotice } from './cases/enqueue-case-jobs.ts'
import { answerCardAction } from './cases/update-cards.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

const KEY = /^lost:(lock|dismiss):([0-9a-f]{64})$/

/**
 * Handles the buttons of an urgent review card. Runs the same use case as the page, on exactly the content that the
 * card showed.
 */
export const lostCardActionHandler = (deps: CaseDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const action = job.payload as CardAction
    const [, decision, seenHash] = KEY.exec(action.key) ?? []
    const card = await findCard(deps.db, action.taskId)
    const member = await findMemberRow(deps.db, action.userid)
    const isRecipient = card && member && member.status === ACTIVE && sameUserid(card.userid, action.userid)
    if (!isRecipient || decision === undefined || seenHash === undefined) return noWrites
    // A person whose own account is locked decides nothing.
    if (await isAccountSuspended(deps.db, member.userid)) return noWrites
    await checkpoint((tx) => saveCard(tx, card.taskId, { responseCode: action.responseCode }))
    const actor = { kind: 'member' as const, userid: member.userid, ...(await rolesOf(deps, member.userid)) }
    const command = { id: card.requestId, version: null, seenHash, decision: decision as 'lock' | 'dismiss', note: '' }
    const isRefused = await decideCase(deps, actor, command).then(
      () => false,
      (error: unknown) => {
        if (error instanceof AppError) return true
        throw error
      },
    )
    return async (tx) => {
      await answerCardAction(tx, card.taskId, deps.clock.now())
      // The decision is not possible from the chat and the review is still open: send a new card; the page states the
      // reason.
      if (isRefused)
        await enqueueCaseNotice(deps, tx, { id: card.requestId }, 'device.urgent_review', [card.userid], card.taskId)
    }
  },
})
