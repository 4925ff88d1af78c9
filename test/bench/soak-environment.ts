import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
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
import { generatedCompany, generatedUserid } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { createSimulatorClient } from '../lib/simulator-client.ts'

const MEMBERS = 12_000
const DEPARTMENTS = 120
/** The indexes of two members with ops roles, and the number of members who change departments. None of them submits anything. */
const [AUTHOR, LEAD, MOVING] = [MEMBERS - 1, MEMBERS - 2, 100]

/** Creates a client that sends requests with this member's session. */
function sessionOf(base: string, signedIn: Sessions, userid: string): PhoneSession {
  const headers = signedIn.headersOf(userid)
  return {
    async get<Body>(path: string) {
      const response = await fetch(base + path, { headers })
      if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`)
      return (await response.json()) as Body
    },
    async post<Body>(path: string, body: unknown, more: Record<string, string> = {}) {
      const response = await fetch(base + path, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: JSON.stringify(body),
      })
      return { status: response.status, body: (await response.json()) as Body }
    },
  }
}

/** Starts the product as in production on PostgreSQL with default settings, with a company, a policy and metrics. */
export async function createSoakEnvironment(databaseServer: string) {
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
  await waitForDirectoryRuns(database)
  for (const [position, [index, role]] of [[AUTHOR, 'ops'] as const, [LEAD, 'ops_lead'] as const].entries())
    await database.query(
      `insert into role_grants (id, userid, role, source, granted_at) values ('grt_soak${String(position)}', '${generatedUserid(index)}', '${role}', 'setting', now())`,
    )
  const userids = Array.from({ length: MEMBERS }, (_, index) => generatedUserid(index))
  const signedIn = await createSessions(database, base, userids)
  const author = sessionOf(base, signedIn, generatedUserid(AUTHOR))
  const lead = sessionOf(base, signedIn, generatedUserid(LEAD))
  // Makes today and tomorrow working days without quiet hours.
  const today = dayIn('Asia/Shanghai', new Date())
  const setCalendar = (body: unknown) => postOrThrow(author, '/api/settings/calendar', body)
  await setCalendar({ change: 'quiet_hours', quietHours: { from: '00:00', to: '00:00' }, version: 0 })
  for (const day of [today, shiftDay(today, 1)]) await setCalendar({ change: 'day', day, working: true, note: '' })
  const { draft } = await author.get<PolicyEditView>(`/api/settings/policies/${await getTemplateId(author)}`)
  const content = { ...draft!.content, clauses: draft!.content.clauses.slice(0, 3) }
  const { id: policyId } = await postOrThrow<PolicyEditView>(author, '/api/settings/policies', content)
  await publishVersion({ author, lead }, { id: policyId, kind: 'major', change: () => content, today })

  let moves = 0
  const client = createSimulatorClient(simulator.url)
  const movers = userids.slice(-2 - MOVING, -2)
  return {
    port,
    metricsPort,
    pid: product.pid,
    database,
    signedIn,
    policyId,
    signers: userids.slice(0, -2),
    workers: userids
      .slice(DEPARTMENTS, -2 - MOVING)
      .map((userid, position) => ({ userid, approver: generatedUserid(position % DEPARTMENTS) })),
    /** Moves a member to another department in the WeCom console, which sends a callback. */
    async moveMember(): Promise<void> {
      moves += 1
      const department = [2 + ((moves + Math.floor(moves / MOVING)) % DEPARTMENTS)]
      await client.editMember({ userid: movers[moves % MOVING]!, department })
    },
    countCallbacks: () => simulator.simulator.state.callbacks.length,
    async stop() {
      await product.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
export type SoakEnvironment = Awaited<ReturnType<typeof createSoakEnvironment>>
