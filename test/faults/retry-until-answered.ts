import type { CrashEnvironment } from './crash-environment.ts'

const TRIES = 20

/** Repeats a call with the same key until it gets a response, as a phone does. */
export async function retryUntilAnswered<Result>(
  environment: CrashEnvironment,
  what: string,
  call: () => Promise<Result | null>,
): Promise<Result> {
  let last: unknown = null
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const response = await call().catch((error: unknown) => {
      last = error
      return null
    })
    if (response !== null) return response
    await environment.whenRestarted()
  }
  throw new Error(`no response after ${String(TRIES)} attempts: ${what}`, { cause: last })
}
