import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { isDatabaseAway } from '../db/errors.ts'
import { ANSWER_MS, withTimeout, withTotalTimeout } from '../db/statement-timeout.ts'

type Call<Item, Answer> = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }

/** Batch size: several times the size of the connection pool, and small enough for a short wait. */
const MOST_TOGETHER = 100

/**
 * Batches concurrent calls with the same key: calls that arrive during a batch form the next one, and so do calls
 * within one turn of the event loop, since the embedded database responds within a turn. Many concurrent calls share
 * round trips and the commit; a single call waits for no timer. When a batch fails, each of its calls is retried alone,
 * so that no call fails because of another: `answerAll` must be safe to repeat. It returns the results in the order of
 * the items.
 */
export function batchConcurrent<Key, Item, Answer>(
  answerAll: (key: Key, items: readonly Item[]) => Promise<readonly Answer[]>,
): (key: Key, item: Item) => Promise<Answer> {
  /** A key is present while a batch with it runs. */
  const waiting = new Map<Key, Call<Item, Answer>[]>()

  async function answer(key: Key, calls: readonly Call<Item, Answer>[]): Promise<void> {
    try {
      const items = calls.map(({ item }) => item)
      const answers = await withTotalTimeout(ANSWER_MS, () => answerAll(key, items))
      for (const [at, one] of answers.entries()) calls[at]?.resolve(one)
    } catch (error) {
      if (calls.length > 1 && !isDatabaseAway(error)) await Promise.all(calls.map((call) => answer(key, [call])))
      else calls.forEach(({ reject }) => reject(error))
    }
  }

  async function answerUntilNobodyWaits(key: Key, line: Call<Item, Answer>[]): Promise<void> {
    while (line.length > 0) {
      await turnOfTheLoop()
      await answer(key, line.splice(0, MOST_TOGETHER))
    }
    waiting.delete(key)
  }

  const inLine = (key: Key, item: Item) =>
    new Promise<Answer>((resolve, reject) => {
      const call = { item, resolve, reject }
      const line = waiting.get(key)
      if (line) {
        line.push(call)
        return
      }
      const own = [call]
      waiting.set(key, own)
      void answerUntilNobodyWaits(key, own)
    })
  return (key, item) => withTimeout(() => inLine(key, item))
}
