import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { pathInRepository } from './repository-paths.ts'

export type ChildProgram<Ready> = {
  ready: Ready
  pid: number
  /** The lines that the program wrote to standard error so far; they are also printed. */
  errorLines: readonly string[]
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>
  /** Sends a message, which the program receives with `onMessage`. */
  send(message: object): void
  /** Resolves when the program next writes this line. */
  waitForLine(line: string): Promise<void>
  /** Sends a message, and returns the next line of JSON that the program writes. */
  request<Answer>(message: object): Promise<Answer>
  stop(): Promise<void>
}

const exitOf = async (child: ChildProcess): Promise<number | NodeJS.Signals> => {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return code ?? signal ?? 1
}

/** Returns the next line of JSON. A server may write other lines before it, such as the code for the first ops member. */
const firstJsonOf = (lines: Interface): Promise<string> =>
  new Promise((resolve) => {
    const onLine = (line: string): void => {
      if (!line.startsWith('{')) return
      lines.off('line', onLine)
      resolve(line)
    }
    lines.on('line', onLine)
  })

/**
 * Starts a built program of `test/dist` and waits for its `ready` line. The program ends when its standard input ends, so
 * it does not outlive this process.
 */
export async function startChildProgram<Ready>(
  name: string,
  options: unknown,
  root = pathInRepository('.'),
): Promise<ChildProgram<Ready>> {
  const child = spawn(process.execPath, [join(root, `test/dist/${name}.js`), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const errorLines: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    errorLines.push(line)
    console.error(line)
  })
  const ended = exitOf(child)
  const lines = createInterface({ input: child.stdout })
  const nextJson = <Value>(event: string): Promise<Value> =>
    Promise.race([
      firstJsonOf(lines).then((line) => JSON.parse(line) as Value),
      ended.then((exit) => {
        throw new Error(`${name} ended (${exit}) before it ${event}`)
      }),
    ])
  const ready = await nextJson<Ready>('was ready')
  // Writing to a program that has ended is not an error.
  child.stdin.on('error', () => {})
  const send = (message: object) => void child.stdin.write(`${JSON.stringify(message)}\n`)
  return {
    ready,
    pid: child.pid ?? 0,
    errorLines,
    ended,
    send,
    waitForLine: (expected) =>
      new Promise((resolve) => {
        const onLine = (written: string): void => {
          if (written !== expected) return
          lines.off('line', onLine)
          resolve()
        }
        lines.on('line', onLine)
      }),
    request<Answer>(message: object) {
      const answer = nextJson<Answer>('answered')
      send(message)
      return answer
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
