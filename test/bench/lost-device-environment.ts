import { createHash, randomBytes } from 'node:crypto'
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
import { until } from '../lib/wait-until.ts'
import { signInVisitor, type Visitor, writeHeaders } from '../lib/browser-session.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const MEMBERS = 4_000
const DEPARTMENTS = 40
/** Where the subjects of each measurement begin: nobody is reported twice. */
const FROM = { reports: 100, slow: 400, real: 500, again: 1_500, submit: 2_500 } as const
/** Each submits once in a run, or a few times for other fields of a longer one. */
const SUBMITTERS = 1_400
/** What the endpoint that does nothing is counted as. */
export const FLOOR = 'floor'

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
  const ops = await signInVisitor(addresses, member(0))
  const prober = await signInVisitor(addresses, member(90))
  const readers = await Promise.all([80, 81, 82, 83].map((index) => signInVisitor(addresses, member(index))))
  let keys = 0

  const reportAs = (who: Visitor, subjectId: string): Promise<Response> => {
    keys += 1
    const lastSeenAt = new Date(Date.now() - 600_000).toISOString()
    const body = { subjectId, label: '某人', why: 'lost', lastSeenAt, note: '' }
    return who.post('/api/lost-device/reports', body, { 'idempotency-key': `bench-key-${String(keys)}` })
  }
  const cookies = await signIn(
    database,
    Array.from({ length: SUBMITTERS }, (_, at) => member(FROM.submit + at)),
  )
  /** Of ten requests nine read and one submits for somebody who has nothing under way; beside them the endpoint that does nothing. */
  let submitted = 0
  function* mix(isOver: () => boolean): Generator<LoadRequest> {
    for (let at = 0; !isOver(); at += 1) {
      const reader = readers[at % readers.length]!
      const headers = {
        cookie: reader.cookie(),
        'user-agent': reader.headers()['user-agent'] ?? '',
        accept: 'application/json',
      }
      if (at % 10 === 9) yield submit()
      else if (at % 10 === 4) yield { name: FLOOR, method: 'GET', path: '/healthz', headers: {} }
      else yield { name: 'read', method: 'GET', path: at % 2 === 0 ? '/api/home' : '/api/requests', headers }
    }
  }
  function submit(): LoadRequest {
    const userid = member(FROM.submit + (submitted % SUBMITTERS))
    submitted += 1
    const payload = { telephone: { from: '', to: `0755-${String(10_000_000 + submitted)}` } }
    return {
      name: 'submit',
      method: 'POST',
      path: '/api/requests',
      headers: {
        ...writeHeaders(publicUrl),
        cookie: cookies.get(userid) ?? '',
        'user-agent': 'bench',
        'idempotency-key': `bench-submit-${String(submitted)}`,
      },
      body: { kind: 'info_change', payload },
    }
  }

  return {
    /** Reads and submits at that rate until it is stopped; gives their times. */
    load(rate: number): () => Promise<LoadResult> {
      let isOver = false
      const load = sendAtRate(
        port,
        rate,
        mix(() => isOver),
      )
      return () => {
        isOver = true
        return load
      }
    },
    /** From the tap to the order at WeCom, in milliseconds. */
    async reportAndWait(at: number): Promise<number> {
      const subject = member(FROM.reports + at)
      const began = performance.now()
      const answer = await reportAs(ops, subject)
      if (answer.status !== 201) throw new Error(`reporting answered ${String(answer.status)}: ${await answer.text()}`)
      for (;;) {
        const isSent = state.effects.some((entry) => entry.effect === 'member.disable' && entry.userid === subject)
        if (isSent) return performance.now() - began
        await delay(2)
      }
    },
    async reportAll(count: number): Promise<void> {
      for (let at = 0; at < count; at += 1) await reportAs(ops, member(FROM.slow + at))
    },
    /** So many seconds of it. */
    shoot(rate: number, seconds: number): Promise<LoadResult> {
      let left = rate * seconds
      return sendAtRate(
        port,
        rate,
        mix(() => (left -= 1) < 0),
      )
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

/** As if these people had come through WeCom: the cookie of each. */
async function signIn(
  database: Awaited<ReturnType<typeof createTestDatabase>>,
  userids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tokens = userids.map((userid) => [userid, randomBytes(20).toString('hex')] as const)
  const rows = tokens.map(([userid, token], at) => {
    const hash = createHash('sha256').update(token).digest('hex')
    return `('${hash}', 'ses_lost${String(at).padStart(8, '0')}', '${userid}', 'bench', now(), now(), now() + interval '1 day', now(), now(), 'bench', 'bench')`
  })
  await database.query(
    `insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at,
       confirmed_at, role_used_at, user_agent, client_net) values ${rows.join(', ')}`,
  )
  return new Map(tokens.map(([userid, token]) => [userid, `desk_session=${token}`]))
}
