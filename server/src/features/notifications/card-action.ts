import { AppError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import { type JobHandler, noWrites } from '../../outbox/run-job.ts'

export const CARD_ACTION_TOPIC = 'card.pressed'

/** A pressed button of a card, as WeCom signed it. `responseCode` replaces the card, once. */
export type CardAction = { userid: string; taskId: string; key: string; responseCode: string }

/** Returns what is stored before an action has an effect: its response code, valid from the press on as that of a new card. */
export const freshCode = ({ clock }: Pick<Deps, 'clock'>, { responseCode }: CardAction) => ({
  responseCode,
  pressedAt: clock.now(),
})

/** Returns the error by which a use case refused; null when it did not. @throws any error that is not an AppError */
export const refusalOf = (result: Promise<unknown>): Promise<AppError | null> =>
  result.then(
    () => null,
    (error: unknown) => {
      if (error instanceof AppError) return error
      throw error
    },
  )

/**
 * Dispatches card actions by the part of their key before the colon. An unknown key belongs to another version of this
 * app, and does nothing.
 */
export const dispatchCardActions = (owners: Readonly<Record<string, JobHandler>>): JobHandler => ({
  isUrgent: true,
  async handle(job, checkpoint) {
    const { key } = job.payload as CardAction
    const owner = owners[key.split(':')[0] ?? '']
    return owner ? owner.handle(job, checkpoint) : noWrites
  },
})
