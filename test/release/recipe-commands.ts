import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'
import { filledIn } from './fill-template.ts'
import { asNobody } from './systemd-unit.ts'

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

type AsOwner = { envFile: string; ownerUrl: string; port: number }

/** What the recipe has typed as the owner of the schema, as the server's user with its environment. */
const asOwner = ({ envFile, ownerUrl, port }: AsOwner, command: string): string =>
  blockWith('server/dist/main.js', [
    ['/etc/wecom-desk/env', envFile],
    ['postgres://desk_owner:…@127.0.0.1:5432/desk', ownerUrl],
    ['PORT=8090', `PORT=${String(port)}`],
    ['runuser -u wecom-desk -- node server/dist/main.js', [...asNobody, command].join(' ')],
  ])

/** Without the two lines by which npm begins. */
const saidIn = (output: string) =>
  output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('> '))
    .join(' ')

/** A server that is started beside others, until it listens. True: it then ended in order. */
export async function migrateManually(given: AsOwner) {
  const server = typed(asOwner(given, `${process.execPath} server/dist/main.js`))
  await until('it has migrated', async () => {
    if (/could not start|keep the server from/.test(server.output())) throw new Error(server.output())
    return server.output().includes('"listening"') ? true : null
  })
  server.pressCtrlC()
  await server.ended
  return server.output().includes('"stopped"')
}

/** docs/production.md, step 12. */
export async function declareRestored(given: AsOwner) {
  const restored = typed(asOwner(given, 'npm run restored'))
  return { status: await restored.ended, said: saidIn(restored.output()) }
}

/** What an auditor is told by `verify`, with a role and a folder of his own. */
export async function verifyAsAuditor(given: { auditorUrl: string; anchors: string }) {
  const audit = typed(
    blockWith('npm run audit', [
      ['postgres://desk_auditor:…@127.0.0.1:5432/desk', given.auditorUrl],
      ['DATA_DIR=anchors', `DATA_DIR=${given.anchors}`],
    ]),
  )
  return { status: await audit.ended, said: saidIn(audit.output()) }
}
