import { setTimeout as delay } from 'node:timers/promises'

const PATIENCE_MS = 45_000
const LOOK_AGAIN_MS = 50

/** Asks until the answer is not null; throws after three quarters of a minute, or what is said. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | null>,
  patienceMs = PATIENCE_MS,
): Promise<Answer> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (performance.now() > deadline) throw new Error(`never came: ${what}`)
    await delay(LOOK_AGAIN_MS)
  }
}
