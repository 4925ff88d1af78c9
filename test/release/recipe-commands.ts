import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { fillTemplate } from './fill-template.ts'
import { runAsNobody } from './unprivileged-user.ts'
import { collectOutput } from '../lib/collect-output.ts'

const databaseRole = 'docs/recipes/database-role.md'

/** Returns the only shell block of a page with this command, with the values of this machine. */
function blockWith(command: string, changes: readonly (readonly [string, string])[], page = databaseRole): string {
  const blocks = readFileSync(pathInRepository(page), 'utf8').matchAll(/```sh\n([^`]*)```/g)
  const matchingBlocks = [...blocks].map(([, text = '']) => text).filter((text) => text.includes(command))
  if (matchingBlocks.length !== 1)
    throw new Error(`${page} has ${String(matchingBlocks.length)} blocks with ${command}`)
  return fillTemplate(matchingBlocks[0]!, changes, page)
}

/** Runs a text in a shell at the root of the repository, with only PATH and HOME set. */
function runInShell(text: string) {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('sh', ['-c', text], {
    cwd: pathInRepository('.'),
    env: { PATH, HOME },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return collectOutput(child)
}

type OwnerOptions = { envFile: string; ownerUrl: string }

/** Returns the recipe's command for the owner of the schema, as the server's user with its environment. */
const ownerCommand = ({ envFile, ownerUrl }: OwnerOptions, command: string): string =>
  blockWith('npm run migrate', [
    ['/etc/wecom-desk/env', envFile],
    ['postgres://desk_owner:…@127.0.0.1:5432/desk', ownerUrl],
    ['runuser -u wecom-desk -- npm run migrate -- desk_app', [...runAsNobody, command].join(' ')],
  ])

/** Makes the key of the evidence log as docs/production.md does, step 4. */
export async function makeAuditKey({ envFile, keyFile }: { envFile: string; keyFile: string }) {
  const changes = [
    ['/etc/wecom-desk/env', envFile],
    ['runuser -u wecom-desk --', runAsNobody.join(' ')],
    ['/var/lib/wecom-desk/audit.key', keyFile],
  ] as const
  const running = runInShell(blockWith('make-key', changes, 'docs/production.md'))
  return { status: await running.ended, output: outputWithoutNpm(running.output()) }
}

/** Returns the output as one line, without the lines in which npm names the script. */
const outputWithoutNpm = (output: string) =>
  output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('> '))
    .join(' ')

async function runAsOwner(options: OwnerOptions, command: string) {
  const running = runInShell(ownerCommand(options, command))
  return { status: await running.ended, output: outputWithoutNpm(running.output()) }
}

/** Runs the migrations and gives the role of the servers its rights. */
export const migrateAsOwner = (options: OwnerOptions) => runAsOwner(options, 'npm run migrate -- desk_app')

/** Runs `npm run restored`, see docs/production.md, step 12. */
export const declareRestored = (options: OwnerOptions) => runAsOwner(options, 'npm run restored')

/** Runs `npm run audit -- verify` with the auditor's role and the checkpoint that they kept. */
export async function verifyAsAuditor(options: { auditorUrl: string; kept: string }) {
  const audit = runInShell(
    blockWith('npm run audit', [
      ['postgres://desk_auditor:…@127.0.0.1:5432/desk', options.auditorUrl],
      ['kept.txt', options.kept],
    ]),
  )
  return { status: await audit.ended, output: outputWithoutNpm(audit.output()) }
}
