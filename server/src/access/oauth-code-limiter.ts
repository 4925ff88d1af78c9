import type { Clock } from '../ports/clock.ts'
import { fairQueue } from '../kernel/fair-queue.ts'

/** The origin of a code. `isKnown`: a member signed in with this browser before. */
export type CodeOrigin = { net: string; browser: string; isKnown: boolean }

/**
 * Concurrent calls per process, for known and for new browsers each: 16 in all. WeCom allows 20 for the second factor
 * (doc 99499) and answers more with 45033, which is retried.
 */
const CONCURRENT_CALLS = 8
/**
 * Invalid codes per second and process. WeCom blocks an API after 150,000 calls an hour (doc 90312); one process makes
 * 108,000, two may reach it (ADR 13).
 */
const INVALID_PER_SECOND = { known: 10, new: 20 }
/** Maximum wait in the queue; the budget adds at most 0.8 s. A person waits about this long for a page before they retry. */
const MAX_WAIT_MS = 4_000
/** Maximum number of waiting calls of each queue. Each is an open connection. */
const MAX_PENDING = 1_000

/**
 * Limits calls to WeCom with OAuth codes. Anyone can invent codes, and only WeCom knows that a code is invalid, so
 * invalid codes are not counted against their network: other people behind the same address would be blocked with it.
 * Instead, codes wait in fair queues, by address and then by browser, and the number of invalid codes per second that
 * reach WeCom is limited. Valid codes cost nothing at WeCom (doc 90312) and nothing here.
 *
 * Browsers that signed in before have a separate queue, separate slots and a separate budget, since only a member can
 * have such a browser: a flood of invalid codes, from however many networks, delays new browsers only.
 */
export function oauthCodeLimiter(
  clock: Clock,
  { concurrency = CONCURRENT_CALLS, timeoutMs = MAX_WAIT_MS }: { concurrency?: number; timeoutMs?: number } = {},
) {
  const lane = (invalidPerSecond: number) => ({
    queue: fairQueue({ concurrency, maxWaiting: MAX_PENDING, timeoutMs }),
    budget: invalidCodeBudget(clock, invalidPerSecond),
  })
  const lanes = { known: lane(INVALID_PER_SECOND.known), new: lane(INVALID_PER_SECOND.new) }
  /** Resolves with null when the call was not made: the code is still unused. */
  return <Answer>(
    { net, browser, isKnown }: CodeOrigin,
    exchange: () => Promise<Answer>,
    isInvalid: (answer: Answer) => boolean,
  ): Promise<Answer | null> => {
    const { queue, budget } = isKnown ? lanes.known : lanes.new
    return queue.run({ group: net, member: browser }, async () => {
      await budget.take()
      const answer = await exchange()
      if (!isInvalid(answer)) budget.giveBack()
      return answer
    })
  }
}
export type OauthCodeLimiter = ReturnType<typeof oauthCodeLimiter>

/**
 * Creates a budget of calls whose code turns out invalid. Each call takes one unit, which is refilled evenly over time,
 * or at once when the code was valid. A call without a unit waits until one is refilled. A full budget covers all
 * concurrent calls.
 */
function invalidCodeBudget(clock: Clock, perSecond: number) {
  let unitsLeft = CONCURRENT_CALLS
  let refilledAt = clock.now().getTime()
  return {
    async take(): Promise<void> {
      const now = clock.now().getTime()
      // A clock that was set back changes nothing.
      const elapsedMs = Math.max(0, now - refilledAt)
      unitsLeft = Math.min(CONCURRENT_CALLS, unitsLeft + (elapsedMs * perSecond) / 1000) - 1
      refilledAt = now
      if (unitsLeft < 0) await new Promise((resolve) => setTimeout(resolve, (-unitsLeft * 1000) / perSecond))
    },
    giveBack: () => void (unitsLeft += 1),
  }
}
