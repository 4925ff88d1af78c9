import type { JobHandler } from '../../outbox/run-job.ts'
import type { CardAction } from './card-action.ts'

/**
 * Every button of every card comes by one job; whose it is says the word before the colon of its key. A key of nobody's
 * does nothing: it is older than this version, or newer.
 */
export const dispatchCardActions = (owners: Readonly<Record<string, JobHandler>>): JobHandler => ({
  isUrgent: true,
  async handle(job, checkpoint) {
    const { key } = job.payload as CardAction
    const owner = owners[key.split(':')[0] ?? '']
    return owner ? owner.handle(job, checkpoint) : async () => {}
  },
})
