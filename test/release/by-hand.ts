import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/until.ts'
import { filledIn } from './filled-in.ts'
import { asNobody } from './unit.ts'

const page = 'docs/recipes/database-role.md'

/** The one block of shell in the recipe that runs this, with the values of this machine in it. */
function blockWith(command: string, changes: readonly (readonly [string, string])[]): string {
  const blocks = readFileSync(pathInRepository(page), 'utf8').matchAll(/```sh\n([^`]*)```/g)
  const found = [...blocks].map(([, text = '']) => text).filter((text) => text.includes(command))
  if (found.length !== 1) throw new Error(`${page} has ${String(found.length)} blocks with ${command}`)
  return filledIn(found[0]!, changes, page)
}

/** Typed into a shell at the root of the repository, which knows nothing but where programs are. */
function typed(text: string) {
  const { PATH = '', HOME = '' } = process.env
  const cwd = pathInRepository('.')
  const child = spawn('sh', ['-c', text], {
    cwd,
    env: { PATH, HOME },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  const ended = once(child, 'close') as Promise<[number | null]>
  return {
    output: () => output,
    ended: ended.then(([status]) => status),
    pressCtrlC: () => process.kill(-(child.pid ?? 0), 'SIGINT'),
  }
}

/** A server that is started as the owner of the schema beside others, until it listens. Gives its exit status. */
export async function migrateByHand(given: { envFile: string; ownerUrl: string; port: number }) {
  const server = typed(
    blockWith('server/dist/main.js', [
      ['/etc/wecom-desk/env', given.envFile],
      ['postgres://desk_owner:…@127.0.0.1:5432/desk', given.ownerUrl],
      ['PORT=8090', `PORT=${String(given.port)}`],
      ['runuser -u wecom-desk -- node', [...asNobody, process.execPath].join(' ')],
    ]),
  )
  await until('it has migrated', async () => {
    if (/could not start|keep the server from/.test(server.output())) throw new Error(server.output())
    return server.output().includes('"listening"') ? true : null
  })
  server.pressCtrlC()
  return server.ended
}

/** What an auditor is told by `verify`, with a role and a folder of his own. */
export async function verifyAsAuditor(given: { auditorUrl: string; anchors: string }) {
  const audit = typed(
    blockWith('npm run audit', [
      ['postgres://desk_auditor:…@127.0.0.1:5432/desk', given.auditorUrl],
      ['DATA_DIR=anchors', `DATA_DIR=${given.anchors}`],
    ]),
  )
  return { status: await audit.ended, said: audit.output() }
}
