import type { Clock } from '../ports/clock.ts'
import { fairQueue } from '../kernel/fair-queue.ts'

/** Who brings a code. `isKnown`: somebody signed in with this browser before. */
export type CodeBringer = { net: string; browser: string; isKnown: boolean }

/** Calls at once of each kind of browser. WeCom allows 20 of the second factor's (doc 99499). */
const PLACES = 8
/** Codes that may turn out bad. WeCom closes an API after 150,000 calls an hour (doc 90312); these make 108,000. */
const BAD_A_SECOND = { known: 10, new: 20 }
/** As long as a person looks at an empty page without tapping again. */
const PATIENCE_MS = 4_000
/** Each is an open connection. */
const MAX_PENDING = 1_000

/**
 * Turns at WeCom for whoever brings a code, signed in or not. Anybody can make up codes, and nobody can tell a bad one
 * before WeCom does, so bad ones are not counted against the network they come from: people behind the same address
 * would be locked out with them. Instead, they wait in fair queues, by address and then by browser, and the number of
 * bad codes that reach WeCom in a second is limited. Good ones cost nothing there (doc 90312) and nothing here.
 *
 * Browsers that signed in before have a queue, places and bad codes of their own, since only a member can have such a browser:
 * whoever sends more bad codes than we ask WeCom about, from however many networks, takes turns from new browsers alone.
 */
export function codeTurns(
  clock: Clock,
  { places = PLACES, patienceMs = PATIENCE_MS }: { places?: number; patienceMs?: number } = {},
) {
  const lane = (badASecond: number) => ({
    queue: fairQueue({ places, most: MAX_PENDING, patienceMs }),
    budget: badBudget(clock, badASecond),
  })
  const lanes = { known: lane(BAD_A_SECOND.known), new: lane(BAD_A_SECOND.new) }
  /** Null: there was no turn, and the code is as good as before. */
  return <Answer>(
    { net, browser, isKnown }: CodeBringer,
    ask: () => Promise<Answer>,
    isBad: (answer: Answer) => boolean,
  ): Promise<Answer | null> => {
    const { queue, budget } = isKnown ? lanes.known : lanes.new
    return queue.run({ group: net, member: browser }, async () => {
      await budget.take()
      const answer = await ask()
      if (!isBad(answer)) budget.giveBack()
      return answer
    })
  }
}
export type CodeTurns = ReturnType<typeof codeTurns>

/**
 * What may be asked with codes that turn out bad: each takes one, which comes back evenly with time, or at once when the code
 * was good. Whoever takes what is not there yet waits as long as it takes to come. A full one covers every place at once.
 */
function badBudget(clock: Clock, aSecond: number) {
  let left = PLACES
  let at = clock.now().getTime()
  return {
    async take(): Promise<void> {
      const now = clock.now().getTime()
      left = Math.min(PLACES, left + ((now - at) * aSecond) / 1000) - 1
      at = now
      if (left < 0) await new Promise((resolve) => setTimeout(resolve, (-left * 1000) / aSecond))
    },
    giveBack: () => void (left += 1),
  }
}
