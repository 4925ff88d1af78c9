import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { fairQueue } from './fair-queue.ts'

/** Who brings a code. `isKnown`: somebody signed in with this browser before. */
export type CodeBringer = { net: string; browser: string; isKnown: boolean }

/** Calls at once. WeCom allows 20 of the second factor's (doc 99499). */
const PLACES = 16
/** Codes a second that may turn out bad. WeCom closes an API after 150,000 calls an hour (doc 90312); these make 108,000. */
const BAD_A_SECOND = 30
/** As long as a person looks at an empty page without tapping again. */
const PATIENCE_MS = 4_000
/** Each is an open connection. */
const MOST_WAITING = 1_000

const ALL = 'all'

/**
 * Turns at WeCom for whoever brings a code, signed in or not. Anybody can make up codes, and nobody can tell a bad one
 * before WeCom does, so bad ones are not counted against the network they come from: people behind the same address
 * would be locked out with them. Instead, all wait in one fair queue, by address and then by browser, and the number of
 * bad codes that reach WeCom in a second is limited. Good ones cost nothing there (doc 90312) and nothing here.
 *
 * Browsers that signed in before are a group of their own at each address, since only a member can have such a browser:
 * whoever sends more bad codes than we ask WeCom about takes turns from new browsers behind that address alone.
 */
export function codeTurns({
  places = PLACES,
  patienceMs = PATIENCE_MS,
}: { places?: number; patienceMs?: number } = {}) {
  const queue = fairQueue({ places, most: MOST_WAITING, patienceMs })
  const bad = new RateLimiterMemory({ points: BAD_A_SECOND, duration: 1 })
  /** Null: there was no turn, and the code is as good as before. */
  return <Answer>(
    { net, browser, isKnown }: CodeBringer,
    ask: () => Promise<Answer>,
    isBad: (answer: Answer) => boolean,
  ): Promise<Answer | null> =>
    queue.run({ group: `${isKnown ? 'known' : 'new'} ${net}`, member: browser }, async () => {
      await whenAllowed(bad)
      const answer = await ask()
      if (!isBad(answer)) await bad.reward(ALL)
      return answer
    })
}
export type CodeTurns = ReturnType<typeof codeTurns>

async function whenAllowed(limiter: RateLimiterMemory): Promise<void> {
  for (;;) {
    try {
      await limiter.consume(ALL)
      return
    } catch (rejected) {
      if (!(rejected instanceof RateLimiterRes)) throw rejected
      await new Promise((resolve) => setTimeout(resolve, rejected.msBeforeNext))
    }
  }
}
