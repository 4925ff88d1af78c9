import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import type { PhoneSession } from '../lib/phone-session.ts'
import { startProductProcess } from '../lib/product-process.ts'
import { postOrThrow, publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { type Sessions, createSessions } from '../lib/create-sessions.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const MEMBERS = 12_000
const DEPARTMENTS = 120
/** Beside whoever asks and decides: two of the management department, and those who are moved about. */
const [AUTHOR, LEAD, MOVED] = [MEMBERS - 1, MEMBERS - 2, 100]

const member = (index: number) => `member${String(index + 1).padStart(7, '0')}`

/** As a page of that person speaks. */
function sessionOf(base: string, signedIn: Sessions, userid: string): PhoneSession {
  const headers = signedIn.headersOf(userid)
  return {
    async get<Body>(path: string) {
      const answer = await fetch(base + path, { headers })
      if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`)
      return (await answer.json()) as Body
    },
    async post<Body>(path: string, body: unknown, more: Record<string, string> = {}) {
      const answer = await fetch(base + path, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: JSON.stringify(body),
      })
      return { status: answer.status, body: (await answer.json()) as Body }
    },
  }
}

/** The product as production starts it, on a PostgreSQL with its defaults, with a company, a policy and its metrics. */
export async function createSoakWorld(databaseServer: string) {
  const database = await createTestDatabase(databaseServer, `desk_soak_${String(process.pid)}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-soak-'))
  const [port, metricsPort] = [await freePort(), await freePort()]
  const base = `http://127.0.0.1:${String(port)}`
  const simulator = await startSimulator({
    appUrl: base,
    pageDir: pathInRepository('test/wecom-simulator/page'),
    company: generatedCompany(MEMBERS, DEPARTMENTS),
  })
  simulator.simulator.state.limits.messagesPerAccountAndDay = 10_000_000
  const addresses = {
    port,
    publicUrl: base,
    simulatorUrl: simulator.url,
    dataDir,
    databaseUrl: database.url,
    isProxied: false,
  }
  const product = startProductProcess({
    ...productEnvironment(addresses),
    NODE_ENV: 'production',
    METRICS_PORT: String(metricsPort),
  })
  await product.whenReady(base)
  await until('the directory', async () =>
    (await database.query('select 1 from directory_runs where finished_at is not null')).length > 0 ? true : null,
  )
  for (const [at, [index, role]] of [[AUTHOR, 'ops'] as const, [LEAD, 'ops_lead'] as const].entries())
    await database.query(
      `insert into role_grants (id, userid, role, source, granted_at) values ('grt_soak${String(at)}', '${member(index)}', '${role}', 'setting', now())`,
    )
  const everybody = Array.from({ length: MEMBERS }, (_, index) => member(index))
  const signedIn = await createSessions(database, base, everybody)
  const author = sessionOf(base, signedIn, member(AUTHOR))
  const lead = sessionOf(base, signedIn, member(LEAD))
  // Whenever this runs, it is a working day and nobody sleeps.
  const dayOf = (ms: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date(ms))
  const [today, tomorrow] = [dayOf(Date.now()), dayOf(Date.now() + 86_400_000)]
  const setCalendar = (body: unknown) => postOrThrow(author, '/api/settings/calendar', body)
  await setCalendar({ change: 'quiet_hours', quietHours: { from: '00:00', to: '00:00' }, version: 0 })
  for (const day of [today, tomorrow]) await setCalendar({ change: 'day', day, working: true, note: '' })
  const { draft } = await author.get<PolicyEditView>(`/api/settings/policies/${await getTemplateId(author)}`)
  const content = { ...draft!.content, clauses: draft!.content.clauses.slice(0, 3) }
  const { id: policyId } = await postOrThrow<PolicyEditView>(author, '/api/settings/policies', content)
  await publishVersion({ author, lead }, { id: policyId, kind: 'major', change: () => content, today })

  let moves = 0
  const movers = everybody.slice(-2 - MOVED, -2)
  return {
    port,
    metricsPort,
    pid: product.pid,
    database,
    signedIn,
    policyId,
    signers: everybody.slice(0, -2),
    workers: everybody
      .slice(DEPARTMENTS, -2 - MOVED)
      .map((userid, at) => ({ userid, decider: member(at % DEPARTMENTS) })),
    /** Somebody is moved in WeCom's console, which calls back. */
    async move(): Promise<void> {
      moves += 1
      const department = [2 + ((moves + Math.floor(moves / MOVED)) % DEPARTMENTS)]
      const answer = await fetch(`${simulator.url}/__sim__/console/member`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userid: movers[moves % MOVED], department }),
      })
      if (!answer.ok) throw new Error(`the console answered ${String(answer.status)}`)
    },
    callbacks: () => simulator.simulator.state.callbacks.length,
    async stop() {
      await product.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
export type SoakEnvironment = Awaited<ReturnType<typeof createSoakWorld>>
