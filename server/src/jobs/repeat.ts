import type { Log } from '../ports/log.ts'

export type Repeating = { stop(): Promise<void> }

type Options = {
  name: string
  run: () => Promise<unknown>
  /** Pause after a success, in milliseconds. */
  everyMs: number
  /** Pause after the first failure; doubles with each further one, up to `everyMs`. */
  retryMs: number
  log: Log
}

/** Runs at once and then again and again, never twice at a time. A failure is logged and tried again sooner. */
export function repeat({ name, run, everyMs, retryMs, log }: Options): Repeating {
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let running = Promise.resolve()

  async function once(): Promise<void> {
    try {
      await run()
      failures = 0
    } catch (error) {
      failures += 1
      log.warn({ err: error, job: name, failures }, 'job failed')
    }
    if (isStopped) return
    const pause = failures === 0 ? everyMs : Math.min(everyMs, retryMs * 2 ** (failures - 1))
    timer = setTimeout(start, pause)
  }
  const start = () => {
    running = once()
  }

  start()
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
