import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'
import { fillTemplate } from './fill-template.ts'
import { runAsNobody } from './systemd-unit.ts'

const page = 'docs/recipes/database-role.md'

/** Returns the only shell block of the recipe with this command, with the values of this machine. */
function blockWith(command: string, changes: readonly (readonly [string, string])[]): string {
  const blocks = readFileSync(pathInRepository(page), 'utf8').matchAll(/```sh\n([^`]*)```/g)
  const matchingBlocks = [...blocks].map(([, text = '']) => text).filter((text) => text.includes(command))
  if (matchingBlocks.length !== 1)
    throw new Error(`${page} has ${String(matchingBlocks.length)} blocks with ${command}`)
  return fillTemplate(matchingBlocks[0]!, changes, page)
}

/** Runs a text in a shell at the root of the repository, with only PATH and HOME set. */
function runInShell(text: string) {
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

type OwnerOptions = { envFile: string; ownerUrl: string; port: number }

/** Returns the recipe's command for the owner of the schema, as the server's user with its environment. */
const ownerCommand = ({ envFile, ownerUrl, port }: OwnerOptions, command: string): string =>
  blockWith('server/dist/main.js', [
    ['/etc/wecom-desk/env', envFile],
    ['postgres://desk_owner:…@127.0.0.1:5432/desk', ownerUrl],
    ['PORT=8090', `PORT=${String(port)}`],
    ['runuser -u wecom-desk -- node server/dist/main.js', [...runAsNobody, command].join(' ')],
  ])

/** Returns the output without npm's first two lines. */
const outputWithoutNpm = (output: string) =>
  output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('> '))
    .join(' ')

/** Starts a server with the owner's role until it listens, then stops it; returns whether it ended in order. */
export async function migrateManually(options: OwnerOptions) {
  const server = runInShell(ownerCommand(options, `${process.execPath} server/dist/main.js`))
  await until('the end of the migration', async () => {
    if (/could not start|keep the server from/.test(server.output())) throw new Error(server.output())
    return server.output().includes('"listening"') ? true : null
  })
  server.pressCtrlC()
  await server.ended
  return server.output().includes('"stopped"')
}

/** Runs `npm run restored`, see docs/production.md, step 12. */
export async function declareRestored(options: OwnerOptions) {
  const restored = runInShell(ownerCommand(options, 'npm run restored'))
  return { status: await restored.ended, output: outputWithoutNpm(restored.output()) }
}

/** Runs `npm run audit -- verify` with the auditor's role and folder. */
export async function verifyAsAuditor(options: { auditorUrl: string; anchors: string }) {
  const audit = runInShell(
    blockWith('npm run audit', [
      ['postgres://desk_auditor:…@127.0.0.1:5432/desk', options.auditorUrl],
      ['DATA_DIR=anchors', `DATA_DIR=${options.anchors}`],
    ]),
  )
  return { status: await audit.ended, output: outputWithoutNpm(audit.output()) }
}
