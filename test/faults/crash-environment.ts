import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { holidayTable } from '@desk/server/adapters/holiday-table'
import type { FailPointName } from '@desk/server/ports/fail-points'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { instantOf, onNextWorkingDay, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { runProgram } from '../lib/run-program.ts'
import { createTestDatabase, type TestDatabase } from '../lib/test-database.ts'
import { createMovableClock, TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import type { Company } from '../wecom-simulator/company.ts'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { createDeskClient, signInAll } from './desk-client.ts'
import { pendingJobsBefore } from './pending-jobs.ts'
import type { KillAt, ServerCommand, ServerProcessOptions } from './server.process.ts'

export type CrashEnvironment = Awaited<ReturnType<typeof createCrashEnvironment>>

/** Waits for the jobs that are due, for the restart of an instance that was killed by then, and for the jobs left over. */
export async function settleAfterKill(environment: CrashEnvironment): Promise<void> {
  await environment.settle()
  await environment.whenRestarted()
  await environment.settle()
}

/** Longer than the longest scenario takes in real time; the clock skips waiting times. */
const TIMEOUT_MS = 120_000
const POLL_MS = 20
/** 10:00, in minutes after midnight. */
const TEN_OCLOCK = 10 * 60
/** A job that is due later than this is not waited for. */
const MAX_JUMP_MS = 2 * HOUR_MS
const UNDO_MS = 60_000
const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  table: holidayTable(),
  overrides: new Map(),
  quiet: { from: 0, to: 0 },
}

type Instance = { port: number; program: ChildProgram<unknown> | null; restarted: Promise<void> }

/**
 * Creates two instances on one PostgreSQL and a simulated WeCom, all on one clock that skips waiting times. The instance
 * that first reaches the armed fail point is killed there and restarted at once.
 */
export async function createCrashEnvironment(
  databaseServer: string,
  name: string,
  company: Company,
  { sealEveryMs }: Pick<ServerProcessOptions, 'sealEveryMs'> = {},
) {
  const database: TestDatabase = await createTestDatabase(databaseServer, name)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-kills-'))
  const clock = createMovableClock(TUESDAY_MORNING)
  const offset = () => clock.nowMs() - Date.now()
  const instances: Instance[] = []
  for (const port of [await freePort(), await freePort()])
    instances.push({ port, program: null, restarted: Promise.resolve() })
  const appUrl = `http://127.0.0.1:${String(instances[0]!.port)}`
  const simulator = await startSimulator({ appUrl, clock, company })
  const platform = simulator.simulator.context
  /** Number of kills by planned fail point. */
  const kills = new Map<string, number>()
  let planned: FailPointName | 'anywhere' = 'anywhere'
  /** Returns the kill after the next one, while the other instance continues; null: none. */
  let followingKill: () => KillAt | null = () => null
  let isStopping = false
  /** Time of the last restart after a kill, in milliseconds. */
  let restartedAtMs = 0

  const addressesOf = ({ port }: Instance) => ({
    port,
    publicUrl: simulator.gatewayUrl,
    simulatorUrl: simulator.url,
    dataDir,
    databaseUrl: database.url,
    isProxied: false,
  })
  const startInstance = async (instance: Instance): Promise<void> => {
    const timing = { clockOffsetMs: offset(), undoMs: UNDO_MS, sealEveryMs }
    const options: ServerProcessOptions = { addresses: addressesOf(instance), killAt: null, ...timing }
    const program = await startChildProgram('faults-server', options)
    instance.program = program
    // The clock may have advanced during the start.
    program.send({ clockOffsetMs: offset() } satisfies ServerCommand)
    void program.ended.then((status) => {
      if (status === 'SIGKILL' && !isStopping) instance.restarted = restart(instance)
    })
  }
  const restart = async (instance: Instance): Promise<void> => {
    kills.set(planned, (kills.get(planned) ?? 0) + 1)
    // The other instance is disarmed, or armed for the next kill.
    const next = followingKill()
    if (next) planned = next.point
    commandAll({ killAt: next })
    await startInstance(instance)
    if (next && planned === next.point) instance.program?.send({ killAt: next } satisfies ServerCommand)
    restartedAtMs = clock.nowMs()
  }
  const commandAll = (command: ServerCommand): void => {
    for (const { program } of instances) program?.send(command)
  }
  const advance = (ms: number): void => {
    clock.advance(ms)
    commandAll({ clockOffsetMs: offset() })
  }
  const whenRestarted = async (): Promise<void> => {
    // The exit event arrives shortly after the connection breaks.
    await delay(POLL_MS)
    await Promise.all(instances.map(({ restarted }) => restarted))
  }

  return {
    database,
    platform,
    /** The address that people open. */
    gatewayUrl: simulator.gatewayUrl,
    client: createDeskClient(simulator.gatewayUrl),
    /** Returns the process ids of the current instances; a killed one is replaced. */
    pids: () => instances.flatMap(({ program }) => program?.pid ?? []),
    urls: instances.map(({ port }) => `http://127.0.0.1:${String(port)}`),
    kills,
    nowMs: () => clock.nowMs(),
    restartedAtMs: () => restartedAtMs,
    advance,
    whenRestarted,
    async start() {
      for (const instance of instances) await startInstance(instance)
      await waitForDirectoryRuns(database)
      await signInAll(database, clock.nowMs())
    },
    /** Kills the next instance that reaches the point; then, if `next` returns another kill, the one that reaches that point. */
    arm(killAt: KillAt | null, next: () => KillAt | null = () => null) {
      followingKill = next
      if (killAt) planned = killAt.point
      commandAll({ killAt })
    },
    /** Kills one of the two instances at once. */
    kill(which: 0 | 1) {
      planned = 'anywhere'
      const { pid } = instances[which]?.program ?? {}
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    },
    /** Verifies the evidence log like an operator, while the servers run. Returns the output; null: the log is intact. */
    async verifyLog(): Promise<string | null> {
      const { ended, lines } = runProgram('audit-cli', productEnvironment(addressesOf(instances[0]!)), {
        args: ['verify'],
      })
      return (await ended) === 0 ? null : lines.join(' ')
    },
    addFault: (plan: FaultPlan) => {
      platform.state.faults.push({ id: `run-${String(platform.state.faults.length)}`, plan, seen: 0, hits: 0 })
    },
    clearFaults: () => {
      platform.state.faults.length = 0
    },
    /**
     * Waits for callbacks, restarts and the jobs that are due within two hours; never for escalations, and for
     * verifications of manual changes only on request. Advances the clock to the next due time while no job is running.
     */
    async settle({ includeVerification = false }: { includeVerification?: boolean } = {}) {
      await simulator.simulator.callbacks.settle()
      const horizon = clock.nowMs() + MAX_JUMP_MS
      const deadline = performance.now() + TIMEOUT_MS
      for (;;) {
        const { count, nextAt, isLeased, topics } = await pendingJobsBefore(database, horizon, includeVerification)
        if (count === 0) return whenRestarted()
        if (performance.now() > deadline) throw new Error(`jobs are still pending: ${topics}`)
        const wait = nextAt - clock.nowMs()
        if (!isLeased && wait > 0) advance(wait + 1)
        await delay(POLL_MS)
      }
    },
    /** Advances to 10:00 of the next working day, so that daily limits are not shared between runs. */
    nextDay: () => advance(onNextWorkingDay(calendar, new Date(clock.nowMs()), TEN_OCLOCK).getTime() - clock.nowMs()),
    today: () => dayIn(calendar.timeZone, new Date(clock.nowMs())),
    /** Advances to this many minutes after the beginning of today, unless that is past. Returns that time, in milliseconds. */
    advanceTo(minutes: number): number {
      const atMs = instantOf(calendar.timeZone, dayIn(calendar.timeZone, new Date(clock.nowMs())), minutes).getTime()
      advance(Math.max(0, atMs - clock.nowMs()))
      return atMs
    },
    async stop() {
      isStopping = true
      await Promise.all(instances.map(({ restarted }) => restarted))
      for (const { program } of instances) await program?.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
