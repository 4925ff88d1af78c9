import { WecomRefusedError } from '../../kernel/app-error.ts'

/** Too many concurrent calls of one API (doc 90313). */
const TOO_MANY_AT_ONCE = 45033
/** Successes per concurrent call before the limit is raised by one. */
const SUCCESSES_PER_CALL = 4

/**
 * Limits the concurrent calls of all APIs together. The limit is halved when WeCom reports too many, and raised by one
 * after a number of successes (additive increase, multiplicative decrease, as in TCP).
 */
export function callLimiter({ max = 8 }: { max?: number } = {}) {
  let limit = max
  let running = 0
  let successes = 0
  const waiting: (() => void)[] = []

  const admit = () => {
    while (running < limit && waiting.length > 0) {
      running += 1
      waiting.shift()?.()
    }
  }

  function adjustLimit(failure: unknown): void {
    if (failure instanceof WecomRefusedError && failure.errcode === TOO_MANY_AT_ONCE) {
      limit = Math.max(1, Math.floor(limit / 2))
      successes = 0
      return
    }
    if (failure !== null) return
    successes += 1
    if (limit >= max || successes < limit * SUCCESSES_PER_CALL) return
    limit += 1
    successes = 0
  }

  return {
    limit: () => limit,
    async run<Answer>(call: () => Promise<Answer>): Promise<Answer> {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        admit()
      })
      try {
        const answer = await call()
        adjustLimit(null)
        return answer
      } catch (error) {
        adjustLimit(error)
        throw error
      } finally {
        running -= 1
        admit()
      }
    },
  }
}
