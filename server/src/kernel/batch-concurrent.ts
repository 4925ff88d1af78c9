import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { isDatabaseAway } from '../db/errors.ts'
import { ANSWER_MS, withTimeout, withTotalTimeout } from '../db/statement-timeout.ts'

type Call<Item, Answer> = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }

/** As many as a pool of connections would be busy with, several times over; and short enough that nobody waits long. */
const MOST_TOGETHER = 100

/**
 * Who asks while others with the same key are being answered is answered together with the next ones, and so are those who
 * come in one turn of the event loop: the embedded database answers within a turn, and would never see two. In a crowd many
 * share the round trips and the commit; who comes alone waits for no timer. What fails for all of them is tried for each alone, so
 * that nobody fails for another's sake: `answerAll` must bear being asked again. It answers in the order of the items.
 */
export function batchConcurrent<Key, Item, Answer>(
  answerAll: (key: Key, items: readonly Item[]) => Promise<readonly Answer[]>,
): (key: Key, item: Item) => Promise<Answer> {
  /** A key is here as long as somebody with it is being answered. */
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
