import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathInRepository } from './repository-paths.ts'
import { until } from './wait-until.ts'

/** Timeout for a server that first creates its database, on a machine ten times slower than a usual one. */
const READY_MS = 600_000

/** The options of deploy/wecom-desk.service. */
export const NODE_OPTIONS = '--max-semi-space-size=64'

/** Starts the built server in its own process, as in production. `lines` contains its output. */
export function startProductProcess(env: Record<string, string>, root = pathInRepository('.')) {
  const lines: string[] = []
  const child = spawn(process.execPath, [join(root, 'server/dist/main.js')], {
    env: { PATH: process.env['PATH'] ?? '', NODE_OPTIONS, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1)),
  )
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    end,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    whenReady: (url: string) =>
      until(
        'a server that is ready',
        async () => {
          if (child.exitCode !== null) throw new Error(`the server ended: ${lines.join('\n')}`)
          const response = await fetch(`${url}/readyz`).catch(() => null)
          return response?.ok ? true : null
        },
        READY_MS,
      ),
  }
}
