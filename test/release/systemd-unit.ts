import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathInRepository } from '../lib/repository-paths.ts'
import { unprivilegedUser } from './unprivileged-user.ts'

const INSTALLED_AT = '/opt/wecom-desk'

const unitText = () => readFileSync(pathInRepository('deploy/wecom-desk.service'), 'utf8')
const repository = pathInRepository('.').replace(/\/$/, '')

function directive(name: string): string {
  const value = new RegExp(`^${name}=(.*)$`, 'm').exec(unitText())?.[1]
  if (value === undefined) throw new Error(`deploy/wecom-desk.service has no ${name}`)
  return value
}

/** Runs `systemd-analyze verify` on the unit with the paths of this machine; returns null without systemd. */
export function verifyUnit(base: string): { isFine: boolean; output: string } | null {
  const folder = join(base, 'systemd')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'wecom-desk.service')
  const text = unitText().replaceAll(INSTALLED_AT, repository).replaceAll('/usr/bin/node', process.execPath)
  writeFileSync(file, text)
  const { status, stdout, stderr, error } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
  if (error) return null
  const output = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('wecom-desk'))
  return { isFine: status === 0 && output.length === 0, output: output.join('\n') }
}

/** Returns the variables of deploy/wecom-desk.env with these values; throws if the file lacks one of them. */
export function readEnvironment(values: Readonly<Record<string, string>>): Record<string, string> {
  const lines = readFileSync(pathInRepository('deploy/wecom-desk.env'), 'utf8').split('\n')
  const defaults = new Map(
    lines
      .filter((line) => /^[A-Z_]+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  )
  for (const name of Object.keys(values).filter((name) => !name.endsWith('_BASE')))
    if (!defaults.has(name)) throw new Error(`deploy/wecom-desk.env does not contain ${name}`)
  return { ...Object.fromEntries(defaults), ...values }
}

/** Returns deploy/wecom-desk.env with these values, including its comments, for a shell. */
export function environmentText(values: Readonly<Record<string, string>>): string {
  const allValues = readEnvironment(values)
  const text = readFileSync(pathInRepository('deploy/wecom-desk.env'), 'utf8')
  const filled = text.replaceAll(/^([A-Z_]+)=.*$/gm, (_line, name: string) => `${name}=${allValues[name] ?? ''}`)
  const additional = Object.entries(allValues).filter(([name]) => !text.includes(`\n${name}=`))
  return `${filled}${additional.map(([name, value]) => `${name}=${value}\n`).join('')}`
}

export type UnitProcess = { pid: number; uid: number | null; output(): string; stop(): Promise<number | null> }

/** Runs ExecStart of the unit as an unprivileged user, in the unit's folder and with only the given environment. */
export async function startUnit(environment: Record<string, string>): Promise<UnitProcess> {
  const [, ...args] = directive('ExecStart').split(' ')
  const cwd = directive('WorkingDirectory').replace(INSTALLED_AT, repository)
  const child = spawn(process.execPath, args, {
    cwd,
    env: environment,
    ...unprivilegedUser,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const append = (chunk: Buffer) => void (output += chunk.toString('utf8'))
  child.stdout.on('data', append)
  child.stderr.on('data', append)
  const ended = once(child, 'exit') as Promise<[number | null]>
  await once(child, 'spawn')
  return {
    pid: child.pid ?? 0,
    uid: uidOf(child.pid ?? 0),
    output: () => output,
    async stop() {
      child.kill('SIGTERM')
      return (await ended)[0]
    },
  }
}

/** Returns the uid of a process; null without `/proc`. */
function uidOf(pid: number): number | null {
  try {
    return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return null
  }
}
