import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathInRepository } from '../lib/repository-paths.ts'

/** `nobody` stands in for the user that the unit names. */
const UNPRIVILEGED = 65_534
const INSTALLED_AT = '/opt/wecom-desk'
const isRoot = process.getuid?.() === 0
/** In front of a command: what the same user does by hand. */
export const asNobody: readonly string[] = isRoot ? ['runuser', '-u', 'nobody', '--'] : []

const unitText = () => readFileSync(pathInRepository('deploy/wecom-desk.service'), 'utf8')
const repository = pathInRepository('.').replace(/\/$/, '')

function directive(name: string): string {
  const value = new RegExp(`^${name}=(.*)$`, 'm').exec(unitText())?.[1]
  if (value === undefined) throw new Error(`deploy/wecom-desk.service has no ${name}`)
  return value
}

/** `systemd-analyze verify` of the unit as it is installed here; null where there is no systemd. */
export function verifyUnit(base: string): { isFine: boolean; said: string } | null {
  const folder = join(base, 'systemd')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'wecom-desk.service')
  const here = unitText().replaceAll(INSTALLED_AT, repository).replaceAll('/usr/bin/node', process.execPath)
  writeFileSync(file, here)
  const { status, stdout, stderr, error } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
  if (error) return null
  const said = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('wecom-desk'))
  return { isFine: status === 0 && said.length === 0, said: said.join('\n') }
}

/** The variables of deploy/wecom-desk.env with these values; one that is not in the file is a gap in the file. */
export function environmentFile(values: Readonly<Record<string, string>>): Record<string, string> {
  const lines = readFileSync(pathInRepository('deploy/wecom-desk.env'), 'utf8').split('\n')
  const given = new Map(
    lines
      .filter((line) => /^[A-Z_]+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  )
  for (const name of Object.keys(values).filter((name) => !name.endsWith('_BASE')))
    if (!given.has(name)) throw new Error(`deploy/wecom-desk.env does not name ${name}`)
  return { ...Object.fromEntries(given), ...values }
}

/** The same as a text, comments and all, for a shell that reads it. */
export function environmentText(values: Readonly<Record<string, string>>): string {
  const whole = environmentFile(values)
  const text = readFileSync(pathInRepository('deploy/wecom-desk.env'), 'utf8')
  const filled = text.replaceAll(/^([A-Z_]+)=.*$/gm, (_line, name: string) => `${name}=${whole[name] ?? ''}`)
  const more = Object.entries(whole).filter(([name]) => !text.includes(`\n${name}=`))
  return `${filled}${more.map(([name, value]) => `${name}=${value}\n`).join('')}`
}

export type Served = { pid: number; uid: number | null; output(): string; stop(): Promise<number | null> }

/** ExecStart of the unit, in its folder, with nothing in the environment but the file, as an unprivileged user. */
export async function serve(environment: Record<string, string>): Promise<Served> {
  const [, ...args] = directive('ExecStart').split(' ')
  const cwd = directive('WorkingDirectory').replace(INSTALLED_AT, repository)
  const user = isRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}
  const child = spawn(process.execPath, args, { cwd, env: environment, ...user, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const listen = (chunk: Buffer) => void (output += chunk.toString('utf8'))
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
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

/** Null where there is no /proc to ask. */
function uidOf(pid: number): number | null {
  try {
    return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return null
  }
}
