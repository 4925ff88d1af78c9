import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { type LoadResult, type LoadRequest, sendAtRate } from '../lib/open-loop.ts'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { signInVisitor, type Visitor } from '../lib/browser-session.ts'
import { createSessions } from '../lib/create-sessions.ts'
import { generatedCompany, generatedUserid } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const MEMBERS = 4_000
const DEPARTMENTS = 40
/** Index of the first member of each measurement, so that no member is reported twice. */
const FROM = { reports: 100, slow: 400, known: 500, knownAgain: 1_500, submit: 2_500 } as const
/** Enough that each submits once in a run of the default length. */
const SUBMITTERS = 1_400
const LOCK_TIMEOUT_MS = 60_000
/** The name under which requests for `/healthz` are counted. */
export const BASELINE = 'baseline'

export type LostDeviceEnvironment = Awaited<ReturnType<typeof createLostDeviceEnvironment>>

/** Starts the server as in production on PostgreSQL, with a simulated WeCom and a company of a few thousand members. */
export async function createLostDeviceEnvironment(databaseServer: string) {
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
  await waitForDirectoryRuns(database)
  for (const [index, userid] of [generatedUserid(0), generatedUserid(1)].entries())
    await database.query(
      `insert into role_grants (id, userid, role, source, granted_at) values ('grt_bench0${String(index)}', '${userid}', 'ops', 'setting', now())`,
    )
  const ops = await signInVisitor(addresses, generatedUserid(0))
  const prober = await signInVisitor(addresses, generatedUserid(90))
  const readers = await Promise.all([80, 81, 82, 83].map((index) => signInVisitor(addresses, generatedUserid(index))))
  let keys = 0

  async function report(visitor: Visitor, subjectId: string): Promise<void> {
    keys += 1
    const lastSeenAt = new Date(Date.now() - 600_000).toISOString()
    const body = { subjectId, label: '某人', why: 'lost', lastSeenAt, note: '' }
    const key = { 'idempotency-key': `bench-key-${String(keys)}` }
    const response = await visitor.post('/api/lost-device/reports', body, key)
    const text = await response.text()
    if (response.status !== 201) throw new Error(`reporting got ${String(response.status)}: ${text}`)
  }
  const signedIn = await createSessions(
    database,
    publicUrl,
    Array.from({ length: SUBMITTERS }, (_, index) => generatedUserid(FROM.submit + index)),
  )
  let submitted = 0
  // Of ten requests, eight read, one submits for a member without an open request, and one is the baseline.
  function* mixedLoad(isFinished: () => boolean): Generator<LoadRequest> {
    for (let index = 0; !isFinished(); index += 1) {
      const reader = readers[index % readers.length]!
      const headers = {
        cookie: reader.cookie(),
        'user-agent': reader.headers()['user-agent'] ?? '',
        accept: 'application/json',
      }
      if (index % 10 === 9) yield submit()
      else if (index % 10 === 4) yield { name: BASELINE, method: 'GET', path: '/healthz', headers: {} }
      else yield { name: 'read', method: 'GET', path: index % 2 === 0 ? '/api/home' : '/api/requests', headers }
    }
  }
  function submit(): LoadRequest {
    const userid = generatedUserid(FROM.submit + (submitted % SUBMITTERS))
    submitted += 1
    const payload = { telephone: { from: '', to: `0755-${String(10_000_000 + submitted)}` } }
    return {
      name: 'submit',
      method: 'POST',
      path: '/api/requests',
      headers: {
        ...signedIn.headersOf(userid),
        'user-agent': 'bench',
        'idempotency-key': `bench-submit-${String(submitted)}`,
      },
      body: { kind: 'info_change', payload },
    }
  }

  return {
    /** Reads and submits at this rate (per second) until the returned function is called, which returns the times. */
    startLoad(rate: number): () => Promise<LoadResult> {
      let isFinished = false
      const load = sendAtRate(
        port,
        rate,
        mixedLoad(() => isFinished),
      )
      return () => {
        isFinished = true
        return load
      }
    },
    /** Measures the time from the report to the lock call at WeCom, in milliseconds. */
    async reportAndWait(index: number): Promise<number> {
      const subject = generatedUserid(FROM.reports + index)
      const began = performance.now()
      await report(ops, subject)
      const isSent = () => state.effects.some((entry) => entry.effect === 'member.disable' && entry.userid === subject)
      while (!isSent()) {
        if (performance.now() - began > LOCK_TIMEOUT_MS) throw new Error(`${subject} was not locked`)
        await delay(2)
      }
      return performance.now() - began
    },
    async reportAll(count: number): Promise<void> {
      for (let index = 0; index < count; index += 1) await report(ops, generatedUserid(FROM.slow + index))
    },
    /** Reads and submits at this rate (per second) for this many seconds. */
    loadFor(rate: number, seconds: number): Promise<LoadResult> {
      let remaining = rate * seconds
      return sendAtRate(
        port,
        rate,
        mixedLoad(() => (remaining -= 1) < 0),
      )
    },
    slowDown(ms: number): void {
      state.faults.length = 0
      if (ms > 0) state.faults.push({ id: 'slow', plan: { endpoint: '*', kind: 'slow', ms }, seen: 0, hits: 0 })
    },
    /**
     * Reports a known, an unknown or another known userid; returns the response time in milliseconds. Afterwards resets the
     * daily limit of reports.
     */
    async probe(index: number, kind: 'known' | 'unknown' | 'knownAgain'): Promise<number> {
      const subject =
        kind === 'unknown' ? `unknown${String(index).padStart(6, '0')}` : generatedUserid(FROM[kind] + index)
      const began = performance.now()
      await report(prober, subject)
      const ms = performance.now() - began
      await database.query(
        `update lost_cases set reported_at = reported_at - interval '2 days' where reported_at > now() - interval '1 day'`,
      )
      return ms
    },
    async stop() {
      await server.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
