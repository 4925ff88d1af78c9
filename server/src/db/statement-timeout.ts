import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { AsyncLocalStorage } from 'node:async_hooks'
import { DatabaseUnavailableError } from './errors.ts'
import { beginWaiting, endWaiting, isOverloaded } from './overload.ts'

/** Source: the longest statement of any job takes seconds; a longer one waits for something that hangs. */
const USUAL_MS = MINUTE_MS

/**
 * Total time that a response waits for the database. Source: WeCom waits 5 s for the response to a callback (doc
 * 90930); people do not look at an empty page longer either.
 */
export const ANSWER_MS = 4_000

/** 24 days; a timer for longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Deadline of the current work for its statements, which report when they begin and end. */
type Deadline = { leftMs(): number; begin(): void; end(): void }

const current = new AsyncLocalStorage<Deadline>()

/** Returns a deadline that restarts with each statement. */
const deadlinePerStatement = (ms: number): Deadline => ({ leftMs: () => ms, begin() {}, end() {} })

/** Returns a deadline that all statements share: it counts the time in which at least one of them waits. */
function sharedDeadline(ms: number, isRefusable: boolean): Deadline {
  let [left, waiting, since] = [ms, 0, 0]
  const elapsedMs = () => (waiting > 0 ? performance.now() - since : 0)
  return {
    leftMs: () => left - elapsedMs(),
    begin() {
      if (isRefusable && since === 0 && isOverloaded())
        throw new DatabaseUnavailableError('Too many others wait for the database')
      if (waiting === 0) {
        since = performance.now()
        beginWaiting()
      }
      waiting += 1
    },
    end() {
      if (waiting === 1) {
        left -= elapsedMs()
        endWaiting(ms - left)
      }
      waiting -= 1
    },
  }
}

const usualDeadline = deadlinePerStatement(USUAL_MS)

const currentDeadline = (): Deadline => current.getStore() ?? usualDeadline

/**
 * Runs `work`, all statements of which wait for the database for at most `ms` together; later ones are refused at once,
 * so that the caller gets a response. Other waiting, as for WeCom, has separate limits. `isRefusable` work is also refused
 * before its first statement while the server is overloaded.
 */
export const withTotalTimeout = <T>(ms: number, work: () => T, isRefusable = false): T =>
  current.run(sharedDeadline(ms, isRefusable), work)

/** Runs `work` whose duration grows with its data: each of its statements may take `ms`. */
export const withTimeoutPerStatement = <T>(ms: number, work: () => T): T => current.run(deadlinePerStatement(ms), work)

/**
 * Waits for the database until the deadline of the current work. @throws DatabaseUnavailableError after it, or at once when it
 * is over or when too many others wait
 */
export async function withTimeout<T>(
  run: () => Promise<T>,
  whenLate: (pending: Promise<T>) => void = () => {},
): Promise<T> {
  const deadline = currentDeadline()
  const leftMs = deadline.leftMs()
  if (leftMs <= 0) throw new DatabaseUnavailableError('No time is left to wait for the database')
  deadline.begin()
  let timer: NodeJS.Timeout | undefined
  try {
    const pending = run()
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => {
          whenLate(pending)
          reject(new DatabaseUnavailableError('The database did not respond in time'))
        },
        Math.min(leftMs, LONGEST_TIMER_MS),
      )
    })
    return await Promise.race([pending, timeout])
  } finally {
    clearTimeout(timer)
    deadline.end()
  }
}
