import { setImmediate as nextEventLoopTurn } from 'node:timers/promises'
import { isDatabaseUnavailable } from '../db/errors.ts'
import { ANSWER_MS, withTimeout, withTotalTimeout } from '../db/statement-timeout.ts'

type Call<Item, Answer> = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }

/** Batch size: several times the size of the connection pool, and small enough for a short wait. */
const MAX_BATCH = 100

/**
 * Batches concurrent calls with the same key: calls that arrive during a batch form the next one, and so do calls
 * within one turn of the event loop, since the embedded database responds within a turn. Many concurrent calls share
 * round trips and the commit; a single call waits for no timer. When a batch fails, each of its calls is retried alone,
 * so that no call fails because of another, unless the database is unavailable: `answerAll` must be safe to repeat. It
 * returns the results in the order of the items.
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
      for (const [index, result] of answers.entries()) calls[index]?.resolve(result)
    } catch (error) {
      if (calls.length > 1 && !isDatabaseUnavailable(error)) await Promise.all(calls.map((call) => answer(key, [call])))
      else calls.forEach(({ reject }) => reject(error))
    }
  }

  async function runBatches(key: Key, queue: Call<Item, Answer>[]): Promise<void> {
    while (queue.length > 0) {
      await nextEventLoopTurn()
      await answer(key, queue.splice(0, MAX_BATCH))
    }
    waiting.delete(key)
  }

  const enqueueCall = (key: Key, item: Item) =>
    new Promise<Answer>((resolve, reject) => {
      const call = { item, resolve, reject }
      const queue = waiting.get(key)
      if (queue) {
        queue.push(call)
        return
      }
      const own = [call]
      waiting.set(key, own)
      void runBatches(key, own)
    })
  return (key, item) => withTimeout(() => enqueueCall(key, item))
}
