import { AsyncLocalStorage } from 'node:async_hooks'
import { DatabaseAwayError } from './errors.ts'

/** Source: the longest statement of any job takes seconds; what takes longer than this waits for something that hangs. */
const USUAL_MS = 60_000

/**
 * Whoever waits for an answer waits this long for the database. Source: WeCom hears our answer to a callback for 5 s (doc
 * 90930); people look at an empty page no longer either.
 */
export const ANSWER_MS = 4_000

/** 24 days; a timer for longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** How long the work that runs now still waits for the database. Statements report when they begin and end. */
type Patience = { leftMs(): number; begin(): void; end(): void }

const current = new AsyncLocalStorage<Patience>()

/** One statement after the other: each may take `ms`. */
const forEach = (ms: number): Patience => ({ leftMs: () => ms, begin() {}, end() {} })

/** What statements wait in all, also those that wait at the same time: only time in which at least one waits counts. */
function inAll(ms: number): Patience {
  let [left, waiting, since] = [ms, 0, 0]
  const passed = () => (waiting > 0 ? performance.now() - since : 0)
  return {
    leftMs: () => left - passed(),
    begin() {
      if (waiting === 0) since = performance.now()
      waiting += 1
    },
    end() {
      if (waiting === 1) left -= passed()
      waiting -= 1
    },
  }
}

const usual = forEach(USUAL_MS)

const currentPatience = (): Patience => current.getStore() ?? usual

/**
 * Runs `work`, all statements of which wait for the database no longer than `ms` together; what comes later is refused at
 * once, so that whoever asks gets an answer. Other waiting, as for WeCom, has limits of its own and is not counted.
 */
export const withTotalTimeout = <T>(ms: number, work: () => T): T => current.run(inAll(ms), work)

/** Runs `work` whose length grows with what it reads: each of its statements may take `ms`. */
export const waitingForEach = <T>(ms: number, work: () => T): T => current.run(forEach(ms), work)

/** Waits for the database no longer than the work has patience for; then, or if that is over already, it is away. */
export async function withTimeout<T>(
  ask: () => Promise<T>,
  whenLate: (asked: Promise<T>) => void = () => {},
): Promise<T> {
  const patience = currentPatience()
  const leftMs = patience.leftMs()
  if (leftMs <= 0) throw new DatabaseAwayError('No time is left to wait for the database')
  patience.begin()
  const asked = ask()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        whenLate(asked)
        reject(new DatabaseAwayError('The database did not answer in time'))
      },
      Math.min(leftMs, LONGEST_TIMER_MS),
    )
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
    patience.end()
  }
}
