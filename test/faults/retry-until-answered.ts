import type { CrashEnvironment } from './crash-environment.ts'

const TRIES = 20

/** Repeats a call, as a phone does, until it returns a result and neither null nor an error. Throws after `TRIES` attempts. */
export async function retryUntilAnswered<Result>(
  environment: CrashEnvironment,
  name: string,
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
  throw new Error(`no response after ${String(TRIES)} attempts: ${name}`, { cause: last })
}
