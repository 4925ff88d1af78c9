import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { until } from '../lib/wait-until.ts'
import { unprivilegedUser } from './unprivileged-user.ts'
import { collectOutput } from '../lib/collect-output.ts'

/** Creates a folder that only its owner may enter. */
export function privateFolder(path: string): string {
  mkdirSync(dirname(path), { recursive: true })
  mkdirSync(path, { mode: 0o700 })
  return path
}

/**
 * Returns functions that run the programs of an unpacked archive with this home folder and only the given variables, by default
 * as an unprivileged user.
 */
export function createInstallation(folder: string, home: string, identity = unprivilegedUser) {
  const started: ReturnType<typeof startProgram>[] = []
  function startProgram(command: string, args: readonly string[], env: Record<string, string>) {
    const environment = { PATH: process.env['PATH'] ?? '', HOME: home, ...env }
    const child = spawn(command, args, {
      cwd: folder,
      env: environment,
      ...identity,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const { output, ended } = collectOutput(child)
    return {
      output,
      isRunning: () => child.exitCode === null,
      ended,
      stop() {
        child.kill('SIGTERM')
        return ended
      },
    }
  }
  const start = (file: string, args: readonly string[] = [], env: Record<string, string> = {}) => {
    const program = startProgram(process.execPath, [file, ...args], env)
    started.push(program)
    return program
  }
  return {
    start,
    /** Starts a server and waits until it is ready. */
    async serve(env: Record<string, string>, file = 'server/dist/main.js') {
      const server = start(file, [], env)
      await until('a ready server', async () => {
        if (!server.isRunning()) throw new Error(server.output())
        const response = await fetch(`http://127.0.0.1:${env['PORT'] ?? ''}/readyz`).catch(() => null)
        return response?.ok ? true : null
      })
      return server
    },
    /** Runs `npm run …` to its end. */
    async npmRun(args: readonly string[], env: Record<string, string>) {
      const program = startProgram('npm', ['run', '--silent', ...args], env)
      return { status: await program.ended, output: program.output().trim() }
    },
    filesInHome: () =>
      readdirSync(home, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
    stopAll: async () =>
      void (await Promise.all(started.filter((program) => program.isRunning()).map((program) => program.stop()))),
  }
}
