import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { inRoot } from '../../server/scripts/paths.mjs'

/** Behaves as the server does: the first signal lets requests finish, a second one ends it at once. */
const program = `
let isStopping = false
function stop() {
  if (isStopping) process.exit(1)
  isStopping = true
  setTimeout(() => { console.log('finished'); process.exit(0) }, 1500)
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop)
setInterval(() => {}, 1000)
console.log('started')
`

/** Starts the program through a shell, as npm does, in a new process group. */
async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'desk-run-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [starter, server] = [join(folder, 'starter.mjs'), join(folder, 'program.mjs')]
  const script = (name: string) => JSON.stringify(pathToFileURL(inRoot('server/scripts', name)).href)
  writeFileSync(server, program)
  writeFileSync(
    starter,
    `import { runInThisProcess } from ${script('commands.mjs')}
    import { endChildrenWithUs } from ${script('processes.mjs')}
    endChildrenWithUs()
    await runInThisProcess(${JSON.stringify(relative(inRoot(), server))})`,
  )
  const shell = spawn('sh', ['-c', '"$0" "$1"; :', process.execPath, starter], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  // The program holds the pipe until it ends.
  const closed = once(shell, 'close')
  await Promise.race([once(shell.stdout, 'data'), closed])
  return {
    pid: shell.pid ?? 0,
    async end() {
      await closed
      return output
    },
  }
}

it.each([
  ['the terminal closes and signals everything in it', 'SIGHUP', -1],
  ['a signal ends only its parent shell', 'SIGTERM', 1],
] as const)('a server that a shell started finishes its requests when %s', async (_, signal, scope) => {
  const { pid, end } = await start()
  process.kill(scope * pid, signal)
  expect(await end()).toBe('started\nfinished\n')
})
