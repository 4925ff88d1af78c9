import type { SessionDeps } from './session-deps.ts'
import { DOUBLE_TAP_MS, TOUCH_EVERY_MS } from './session-limits.ts'
import { claimState, deleteStates } from './session-queries.ts'

/** Returns a function that claims each state once. It also deletes expired states, at most once a minute. */
export function createStateClaimer({ db, clock }: Pick<SessionDeps, 'db' | 'clock'>) {
  let sweptAt = 0
  return async (claim: Parameters<typeof claimState>[1]): Promise<boolean> => {
    const now = clock.now()
    if (now.getTime() - sweptAt >= TOUCH_EVERY_MS) {
      sweptAt = now.getTime()
      await deleteStates(db, new Date(sweptAt - DOUBLE_TAP_MS))
    }
    return claimState(db, claim, now)
  }
}
