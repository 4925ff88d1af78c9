import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { WecomError } from '../kernel/app-error.ts'
import type { Deps } from '../kernel/deps.ts'
import { classifyFailure, unansweredCauses } from './classify-failure.ts'
import { JobDeferredError } from './job-deferred-error.ts'

/**
 * Runs the calls of a job for which the jobs of all members wait, because they share its group or its key. While WeCom does
 * not respond or is busy, the job is tried again every minute, and no attempt is counted: the backoff, hours long after half an
 * hour of outage, would hold up everybody for as long. Other failures, such as an answer that cannot be read, have the usual
 * backoff and end as a dead letter, which ops see. Not for jobs of single members: after an outage there may be hundreds.
 *
 * @throws JobDeferredError while WeCom does not respond
 */
export async function deferWhileUnanswered<Result>(
  { clock }: Pick<Deps, 'clock'>,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    const { cause } = classifyFailure(error)
    if (!(error instanceof WecomError) || !unansweredCauses.includes(cause)) throw error
    throw new JobDeferredError(cause, new Date(clock.now().getTime() + MINUTE_MS))
  }
}
