import { existsSync, readFileSync } from 'node:fs'
import { processCpuMs, processTreeCpuMs } from '../lib/process-cpu.ts'
import { until } from '../lib/wait-until.ts'
import { measureSigning } from './concurrent-signers.ts'
import { type CpuProfile, selfTimes } from './cpu-profile.ts'
import type { PolicyEnvironment } from './policy-environment.ts'

/** At most one batch, so that the profile begins and ends once. */
const SIGNERS = 5_000
const FUNCTIONS = 12
const WRITE_MS = 60_000

type ProfileOptions = {
  policyId: string
  /** The number of members who have signed already, and are skipped. */
  skip: number
  members: number
  /** The main process of the database; null if the bench did not start it. */
  databasePid: number | null
}

/**
 * Lets more members sign while the server's CPU is profiled, and returns lines that show what limits them: the CPU time of each
 * part for one signature, and the functions that take most of the server's time.
 */
export async function profileSigning(
  environment: PolicyEnvironment,
  { policyId, skip, members, databasePid }: ProfileOptions,
): Promise<string[]> {
  const count = Math.min(SIGNERS, members - skip)
  if (count <= 0) return ['No members are left to be profiled: choose a smaller --signers.']
  const parts: Record<string, () => number> = {
    server: () => processCpuMs(environment.pid),
    'load generator': () => processCpuMs(process.pid),
  }
  if (databasePid !== null) parts['database'] = () => processTreeCpuMs(databasePid)
  const readings: Record<string, number>[] = []
  const signing = await measureSigning(environment, policyId, count, {
    skip,
    cpu() {
      process.kill(environment.pid, 'SIGUSR2')
      readings.push(Object.fromEntries(Object.entries(parts).map(([name, read]) => [name, read()])))
      return 0
    },
  })
  const file = environment.profileFile
  await until('the profile of the server', async () => (existsSync(file) ? true : null), WRITE_MS)
  const [before = {}, ended = {}] = readings
  const cpu = Object.keys(parts).map((name) => {
    const ms = ((ended[name] ?? 0) - (before[name] ?? 0)) / count
    return `${name} ${ms.toFixed(2)} ms`
  })
  const functions = selfTimes(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile)
  const all = functions.reduce((sum, { ms }) => sum + ms, 0)
  return [
    `${String(count)} more signatures, profiled: ${String(Math.round(signing.perSecond))} per second`,
    `one each ${(1000 / signing.perSecond).toFixed(2)} ms, CPU of one: ${cpu.join(', ')}`,
    'time of the server by function:',
    ...functions.slice(0, FUNCTIONS).map(({ name, ms }) => `${((100 * ms) / all).toFixed(1).padStart(6)} %  ${name}`),
  ]
}
