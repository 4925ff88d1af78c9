import { HOUR_MS } from '@desk/shared/kernel/durations'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { holidayTable } from '@desk/server/adapters/holiday-table'
import type { FailPointName } from '@desk/server/ports/fail-points'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { onNextWorkingDay, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import { createTestDatabase, type TestDatabase } from '../lib/test-database.ts'
import { createMovableClock, TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import type { Company } from '../wecom-simulator/company.ts'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { deskPhones, signInAll } from './desk-phones.ts'
import { pendingJobsBefore } from './pending-jobs.ts'
import type { KillAt, ServerCommand, ServerProcessOptions } from './server.process.ts'

export type CrashEnvironment = Awaited<ReturnType<typeof createKillWorld>>

/** Longer than the longest story needs in real time, since the clock jumps over what is only waiting. */
const PATIENCE_MS = 120_000
const POLL_MS = 20
/** Minutes after midnight. */
const TEN = 10 * 60
/** What is due later belongs to another day: nobody waits for it. */
const HORIZON_MS = 2 * HOUR_MS
const UNDO_MS = 60_000
const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  table: holidayTable(),
  overrides: new Map(),
  quiet: { from: 0, to: 0 },
}

type Instance = { port: number; program: ChildProgram<unknown> | null; isBack: Promise<void> }

/**
 * Two instances on one PostgreSQL, beside the platform, all on one clock that jumps over waiting times. Whichever comes
 * first by the armed point is killed there, and started again at once.
 */
export async function createKillWorld(databaseServer: string, name: string, company: Company) {
  const database: TestDatabase = await createTestDatabase(databaseServer, name)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-kills-'))
  const clock = createMovableClock(TUESDAY_MORNING)
  const offset = () => clock.nowMs() - Date.now()
  const instances: Instance[] = []
  for (const port of [await freePort(), await freePort()])
    instances.push({ port, program: null, isBack: Promise.resolve() })
  const appUrl = `http://127.0.0.1:${String(instances[0]!.port)}`
  const simulator = await startSimulator({ appUrl, clock, company })
  const platform = simulator.simulator.context
  /** How often somebody died, by what was planned. */
  const kills = new Map<string, number>()
  let planned: FailPointName | 'anywhere' = 'anywhere'
  let isStopping = false
  /** When somebody who died was last up again, in milliseconds. */
  let backAtMs = 0

  const startOne = async (instance: Instance): Promise<void> => {
    const addresses = {
      port: instance.port,
      publicUrl: simulator.gatewayUrl,
      simulatorUrl: simulator.url,
      dataDir,
      databaseUrl: database.url,
      isProxied: false,
    }
    const options: ServerProcessOptions = { addresses, killAt: null, clockOffsetMs: offset(), undoMs: UNDO_MS }
    const program = await startChildProgram('faults-server', options)
    instance.program = program
    // The clock may have jumped while it came up.
    program.send({ clockOffsetMs: offset() } satisfies ServerCommand)
    void program.ended.then((how) => {
      if (how === 'SIGKILL' && !isStopping) instance.isBack = revive(instance)
    })
  }
  const revive = async (instance: Instance): Promise<void> => {
    kills.set(planned, (kills.get(planned) ?? 0) + 1)
    // One death is enough: the other instance goes on.
    tellAll({ killAt: null })
    await startOne(instance)
    backAtMs = clock.nowMs()
  }
  const tellAll = (order: ServerCommand): void => {
    for (const { program } of instances) program?.send(order)
  }
  const advance = (ms: number): void => {
    clock.advance(ms)
    tellAll({ clockOffsetMs: offset() })
  }
  const whenBack = async (): Promise<void> => {
    // The death of a process is heard a moment after its connection breaks.
    await delay(POLL_MS)
    await Promise.all(instances.map(({ isBack }) => isBack))
  }

  return {
    database,
    platform,
    phones: deskPhones(simulator.gatewayUrl),
    urls: instances.map(({ port }) => `http://127.0.0.1:${String(port)}`),
    kills,
    nowMs: () => clock.nowMs(),
    backAtMs: () => backAtMs,
    advance,
    whenBack,
    async start() {
      for (const instance of instances) await startOne(instance)
      const read = async () => database.query(`select 1 from directory_runs where finished_at is not null`)
      while ((await read()).length === 0) await delay(POLL_MS)
      await signInAll(database, clock.nowMs())
    },
    /** The next instance that comes by the point dies there. */
    arm(killAt: KillAt | null) {
      if (killAt) planned = killAt.point
      tellAll({ killAt })
    },
    /** Kills one of the two, wherever it is. */
    kill(which: 0 | 1) {
      planned = 'anywhere'
      const { pid } = instances[which]?.program ?? {}
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    },
    addFault: (plan: FaultPlan) => {
      platform.state.faults.push({ id: `run-${String(platform.state.faults.length)}`, plan, seen: 0, hits: 0 })
    },
    clearFaults: () => {
      platform.state.faults.length = 0
    },
    /** Until nothing is owed any more; jumps to the next due time when all that is left is waiting. */
    async settle({ withProofs = false }: { withProofs?: boolean } = {}) {
      await simulator.simulator.callbacks.settle()
      const horizon = clock.nowMs() + HORIZON_MS
      const deadline = performance.now() + PATIENCE_MS
      for (;;) {
        const { count, nextAt, isSecondFactorPending, topics } = await pendingJobsBefore(database, horizon, withProofs)
        if (count === 0) return whenBack()
        if (performance.now() > deadline) throw new Error(`still owed: ${topics}`)
        const wait = nextAt - clock.nowMs()
        if (!isSecondFactorPending && wait > 0) advance(wait + 1)
        await delay(POLL_MS)
      }
    },
    /** 10:00 of the next working day, so that no run uses up another one's day. */
    nextDay: () => advance(onNextWorkingDay(calendar, new Date(clock.nowMs()), TEN).getTime() - clock.nowMs()),
    today: () => dayIn(calendar.timeZone, new Date(clock.nowMs())),
    async stop() {
      isStopping = true
      await Promise.all(instances.map(({ isBack }) => isBack))
      for (const { program } of instances) await program?.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
