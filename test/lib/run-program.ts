import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { pathInRepository } from './repository-paths.ts'

/** Runs a built command of the server, as an operator does. `lines` contains its output. */
export function runProgram(
  name: string,
  env: Record<string, string>,
  { args = [], node = [] }: { args?: readonly string[]; node?: readonly string[] } = {},
) {
  const lines: string[] = []
  const child = spawn(process.execPath, [...node, pathInRepository(`server/dist/${name}.js`), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1)),
  )
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    async kill() {
      child.kill('SIGKILL')
      return ended
    },
  }
}
