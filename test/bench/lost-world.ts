import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/until.ts'
import { openVisitor, type Visitor } from '../lib/visitor.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const MEMBERS = 4_000
const DEPARTMENTS = 40
/** Where the subjects of each measurement begin: nobody is reported twice. */
const FROM = { reports: 100, slow: 400, real: 1_000, again: 2_500 } as const
const SECOND_MS = 1_000

export type LostWorld = Awaited<ReturnType<typeof createLostWorld>>
const member = (index: number) => `member${String(index + 1).padStart(7, '0')}`

/** A company of some thousands on PostgreSQL, the server as production starts it, and the platform beside it. */
export async function createLostWorld(databaseServer: string) {
  const database = await createTestDatabase(databaseServer, `desk_lost_bench_${String(process.pid)}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-lost-'))
  const port = await freePort()
  const publicUrl = `http://localhost:${String(port)}`
  const simulator = await startSimulator({
    appUrl: publicUrl,
    pageDir: pathInRepository('test/wecom-simulator/page'),
    company: generatedCompany(MEMBERS, DEPARTMENTS),
  })
  const { state } = simulator.simulator
  state.app.trustedDomain = `localhost:${String(port)}`
  const addresses = {
    port,
    publicUrl,
    simulatorUrl: simulator.url,
    dataDir,
    databaseUrl: database.url,
    isProxied: true,
  }
  const server = startProductProcess(productEnvironment(addresses))
  await server.whenReady(publicUrl)
  await until('the directory', async () => {
    const rows = await database.query(`select 1 from directory_runs where finished_at is not null`)
    return rows.length > 0 ? rows : null
  })
  for (const [at, userid] of [member(0), member(1)].entries())
    await database.query(
      `insert into role_grants (id, userid, role, source, granted_at) values ('grt_bench0${String(at)}', '${userid}', 'ops', 'setting', now())`,
    )
  const ops = await openVisitor(addresses, member(0))
  const prober = await openVisitor(addresses, member(90))
  const readers = await Promise.all([80, 81, 82, 83].map((index) => openVisitor(addresses, member(index))))
  let keys = 0

  const reportAs = (who: Visitor, subjectId: string): Promise<Response> => {
    keys += 1
    const lastSeenAt = new Date(Date.now() - 600_000).toISOString()
    const body = { subjectId, label: '某人', why: 'lost', lastSeenAt, note: '' }
    return who.post('/api/lost-device/reports', body, { 'idempotency-key': `bench-key-${String(keys)}` })
  }
  const readOnce = async (at: number): Promise<number> => {
    const began = performance.now()
    const answer = await readers[at % readers.length]!.get('/api/home')
    await answer.arrayBuffer()
    return performance.now() - began
  }

  return {
    /** Reads, and a draft kept for every tenth of them, at that rate until it is stopped. */
    load(rate: number): () => Promise<void> {
      let isOver = false
      const running: Promise<unknown>[] = []
      const loop = (async () => {
        for (let at = 0; !isOver; at += 1) {
          const who = readers[at % readers.length]!
          const asked =
            at % 10 === 0
              ? who
                  .post('/api/drafts/info_change', { content: {}, savedAt: new Date().toISOString() })
                  .then((answer) => answer.arrayBuffer())
              : readOnce(at)
          running.push(asked.catch(() => null))
          await delay(SECOND_MS / rate)
        }
      })()
      return async () => {
        isOver = true
        await loop
        await Promise.all(running)
      }
    },
    /** From the tap to the order at WeCom, in milliseconds. */
    async reportAndWait(at: number): Promise<number> {
      const subject = member(FROM.reports + at)
      const began = performance.now()
      const answer = await reportAs(ops, subject)
      if (answer.status !== 201) throw new Error(`reporting answered ${String(answer.status)}: ${await answer.text()}`)
      for (;;) {
        const isSent = state.ledger.some((entry) => entry.effect === 'member.disable' && entry.userid === subject)
        if (isSent) return performance.now() - began
        await delay(2)
      }
    },
    async reportAll(count: number): Promise<void> {
      for (let at = 0; at < count; at += 1) await reportAs(ops, member(FROM.slow + at))
    },
    /** A second of reads at that rate, each timed. */
    async readHome(rate: number): Promise<number[]> {
      const times: Promise<number>[] = []
      for (let at = 0; at < rate * 3; at += 1) {
        times.push(readOnce(at))
        await delay(SECOND_MS / rate)
      }
      return Promise.all(times)
    },
    slowDown(ms: number): void {
      state.faults.length = 0
      if (ms > 0) state.faults.push({ id: 'slow', plan: { endpoint: '*', kind: 'slow', ms }, seen: 0, hits: 0 })
    },
    /** A colleague asks about somebody, nobody, or somebody else; the brake is lifted afterwards, not in between. */
    async probe(at: number, kind: 'real' | 'ghost' | 'again'): Promise<number> {
      const subject = kind === 'ghost' ? `ghost${String(at).padStart(8, '0')}` : member(FROM[kind] + at)
      const began = performance.now()
      const answer = await reportAs(prober, subject)
      await answer.arrayBuffer()
      const took = performance.now() - began
      if (answer.status !== 201) throw new Error(`probing answered ${String(answer.status)}`)
      await database.query(
        `update lost_cases set reported_at = reported_at - interval '2 days' where reported_at > now() - interval '1 day'`,
      )
      return took
    },
    async stop() {
      await server.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
