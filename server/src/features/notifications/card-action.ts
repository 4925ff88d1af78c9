import { type JobHandler, noWrites } from '../../outbox/run-job.ts'

export const CARD_ACTION_TOPIC = 'card.pressed'

/** A pressed button of a card, as WeCom signed it. `responseCode` replaces the card, once. */
export type CardAction = { userid: string; taskId: string; key: string; responseCode: string }

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
