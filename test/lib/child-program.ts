import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { pathInRepository } from './repository-paths.ts'

export type ChildProgram<Ready> = {
  ready: Ready
  pid: number
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>
  /** One message, which the program reads with `whenTold`. */
  tell(message: object): void
  /** Resolves when it writes this line, from now on. */
  says(line: string): Promise<void>
  stop(): Promise<void>
}

const exitOf = async (child: ChildProcess): Promise<number | NodeJS.Signals> => {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return code ?? signal ?? 1
}

/** A server may have something to say to people first, such as the code for the first of ops. */
const firstJsonOf = (lines: Interface): Promise<string> =>
  new Promise((resolve) => {
    const look = (line: string): void => {
      if (!line.startsWith('{')) return
      lines.off('line', look)
      resolve(line)
    }
    lines.on('line', look)
  })

/**
 * Starts a built program of `test/dist` and waits for the line of JSON by which it says that it is ready. The program
 * ends when its standard input does, so it outlives nobody.
 */
export async function startChildProgram<Ready>(
  name: string,
  options: unknown,
  root = pathInRepository('.'),
): Promise<ChildProgram<Ready>> {
  const child = spawn(process.execPath, [join(root, `test/dist/${name}.js`), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = exitOf(child)
  const lines = createInterface({ input: child.stdout })
  const readyLine = firstJsonOf(lines)
  const line = await Promise.race([
    readyLine,
    ended.then((how) => {
      throw new Error(`${name} ended (${how}) before it was ready`)
    }),
  ])
  // A program that was killed reads nothing any more.
  child.stdin.on('error', () => {})
  return {
    ready: JSON.parse(line) as Ready,
    pid: child.pid ?? 0,
    ended,
    tell: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    says: (wanted) =>
      new Promise((resolve) => {
        const look = (said: string): void => {
          if (said !== wanted) return
          lines.off('line', look)
          resolve()
        }
        lines.on('line', look)
      }),
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
