import { AsyncLocalStorage } from 'node:async_hooks'

/** Source: the longest statement of any job takes seconds; what takes longer than this waits for something that hangs. */
const USUAL_MS = 120_000

/** How long the work that runs now still waits for the database. Statements report when they begin and end. */
export type Patience = { leftMs(): number; begin(): void; end(): void }

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

export const currentPatience = (): Patience => current.getStore() ?? usual

/**
 * Runs `work`, all statements of which wait for the database no longer than `ms` together; what comes later is refused at
 * once, so that whoever asks gets an answer. Other waiting, as for WeCom, has limits of its own and is not counted.
 */
export const waitingInAll = <T>(ms: number, work: () => T): T => current.run(inAll(ms), work)

/** Runs `work` whose length grows with what it reads: each of its statements may take `ms`. */
export const waitingForEach = <T>(ms: number, work: () => T): T => current.run(forEach(ms), work)
