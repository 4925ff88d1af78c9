import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startChildProgram, type ChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { createMovableClock, TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import type { Company } from '../wecom-simulator/company.ts'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import type { KillAt, ServerOrder, ServerProcessOptions } from './server.process.ts'

export type OutboxWorld = Awaited<ReturnType<typeof createOutboxWorld>>

/** Longer than the longest ladder step needs in real time, since the clock jumps over what is only waiting. */
const PATIENCE_MS = 90_000
const POLL_MS = 40
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SHANGHAI_MS = 8 * HOUR_MS

type Instance = { port: number; program: ChildProgram<unknown> | null; isBack: Promise<void> }

/**
 * Two instances on one PostgreSQL, beside the platform, all on one clock that jumps over waiting times. Whichever comes
 * first by the armed point is killed there and started again at once.
 */
export async function createOutboxWorld(databaseServer: string, name: string, company?: Company) {
  const database = await createTestDatabase(databaseServer, name)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-outbox-'))
  const clock = createMovableClock(TUESDAY_MORNING)
  const offset = () => clock.nowMs() - Date.now()
  const instances: Instance[] = []
  for (const port of [await freePort(), await freePort()])
    instances.push({ port, program: null, isBack: Promise.resolve() })
  const simulator = await startSimulator({
    appUrl: `http://127.0.0.1:${instances[0]!.port}`,
    clock,
    pageDir: pathInRepository('test/wecom-simulator/page'),
    ...(company && { company }),
  })
  const { state } = simulator.simulator.world
  const kills = new Map<string, number>()
  let armed: KillAt | null = null
  let isStopping = false

  const startOne = async (instance: Instance): Promise<void> => {
    const addresses = {
      port: instance.port,
      publicUrl: simulator.gatewayUrl,
      simulatorUrl: simulator.url,
      dataDir,
      databaseUrl: database.url,
      isProxied: true,
    }
    const options: ServerProcessOptions = { addresses, killAt: null, clockOffsetMs: offset() }
    const program = await startChildProgram('faults-server', options)
    instance.program = program
    void program.ended.then((how) => {
      if (how === 'SIGKILL' && !isStopping) instance.isBack = revive(instance)
    })
  }
  const revive = async (instance: Instance): Promise<void> => {
    if (armed) kills.set(armed.point, (kills.get(armed.point) ?? 0) + 1)
    await startOne(instance)
  }
  const tellAll = (order: ServerOrder): void => {
    for (const { program } of instances) program?.tell(order)
  }
  const advance = (ms: number): void => {
    clock.advance(ms)
    tellAll({ clockOffsetMs: offset() })
  }

  /** What is owed, when the next of it is due, and whether somebody is at it. */
  async function owed(): Promise<{ count: number; nextAt: number; isHeld: boolean }> {
    const [row] = await database.query<{ count: number; next: string | null; held: boolean | null }>(
      `select count(*)::int as count, min(run_at)::text as next, bool_or(leased_until > clock_timestamp()) as held
       from outbox where done_at is null and dead_at is null`,
    )
    return { count: row!.count, nextAt: row!.next === null ? 0 : Date.parse(row!.next), isHeld: row!.held === true }
  }

  return {
    gatewayUrl: simulator.gatewayUrl,
    database,
    state,
    kills,
    nowMs: () => clock.nowMs(),
    advance,
    async start() {
      for (const instance of instances) await startOne(instance)
    },
    /** The next instance that comes by the point dies there. */
    arm(killAt: KillAt | null) {
      armed = killAt
      tellAll({ killAt })
    },
    addFault: (plan: FaultPlan) => {
      state.faults.push({ id: `run-${String(state.faults.length)}`, plan, seen: 0, hits: 0 })
    },
    clearFaults: () => {
      state.faults.length = 0
    },
    /** Resolves when every killed instance is up again. */
    async whenBack() {
      // The death of a process is heard a moment after its connection breaks.
      await delay(POLL_MS)
      await Promise.all(instances.map(({ isBack }) => isBack))
    },
    /** Until nothing is owed any more; jumps to the next due time when all that is left is waiting. */
    async settle() {
      const deadline = performance.now() + PATIENCE_MS
      for (;;) {
        const { count, nextAt, isHeld } = await owed()
        if (count === 0) return
        if (performance.now() > deadline) throw new Error(`${String(count)} effects are still owed`)
        const wait = nextAt - clock.nowMs()
        if (!isHeld && wait > 0) advance(wait + 1)
        await delay(POLL_MS)
      }
    },
    /** 10:00 of the next calendar day in Shanghai, so that no run uses up another one's day. */
    nextDay() {
      const sinceMidnight = (clock.nowMs() + SHANGHAI_MS) % DAY_MS
      advance(DAY_MS - sinceMidnight + 10 * HOUR_MS)
    },
    async stop() {
      isStopping = true
      for (const { program } of instances) await program?.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
