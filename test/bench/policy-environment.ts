import { companyStatements, type PolicySizes } from '@desk/server/testing/database/large-policy-company'
import { sessionInsertStatement, sessionsOf } from '../lib/create-sessions.ts'
import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import { NODE_OPTIONS, startProductProcess } from '../lib/product-process.ts'
import { postOrThrow, publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const CLAUSES = 5
/** Twenty policies with a million members each are counted one after the other. */
const COUNT_TIMEOUT_MS = 1_200_000
const NOTIFY_TIMEOUT_MS = 900_000
const COMMIT_TIMEOUT_MS = 600_000
const SEAL_TIMEOUT_MS = 600_000

/** Starts the product in a separate process on PostgreSQL with default settings, with a company of these sizes. */
export async function createPolicyEnvironment(databaseServer: string, sizes: PolicySizes) {
  const database = await createTestDatabase(
    databaseServer,
    `desk_policy_${String(process.pid)}_${String(sizes.members)}`,
  )
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-policy-'))
  const port = await freePort()
  const simulator = await startSimulator({
    appUrl: `http://127.0.0.1:${String(port)}`,
    pageDir: pathInRepository('test/wecom-simulator/page'),
  })
  const addresses = {
    port,
    publicUrl: simulator.gatewayUrl,
    simulatorUrl: simulator.url,
    dataDir,
    databaseUrl: database.url,
    isProxied: true,
  }
  const profileFile = join(dataDir, 'server.cpuprofile')
  const profiler = pathToFileURL(pathInRepository('test/bench/profile-on-signal.mjs')).href
  const product = startProductProcess({
    ...productEnvironment(addresses),
    NODE_ENV: 'production',
    NODE_OPTIONS: `${NODE_OPTIONS} --import=${profiler}`,
    CPU_PROFILE_FILE: profileFile,
  })
  const base = `http://127.0.0.1:${String(port)}`
  await product.whenReady(base)
  await waitForDirectoryRuns(database)
  const author: PhoneSession = await openPhone(simulator.gatewayUrl, 'chenhaiyan')
  const lead: PhoneSession = await openPhone(simulator.gatewayUrl, 'tangzhenhua')
  const today = dayIn('Asia/Shanghai', new Date())
  const template = await author.get<PolicyEditView>(`/api/settings/policies/${await getTemplateId(author)}`)
  const { content } = template.draft!
  const draft = { ...content, clauses: content.clauses.slice(0, CLAUSES) }

  // The simulated WeCom answers for every member without storing a million of them.
  const { state } = simulator.simulator
  const realMembers = state.directory.members
  const sampleMember = realMembers['chenhaiyan']!
  state.limits.messagesPerAccountAndDay = sizes.members * 200
  state.directory.members = new Proxy(realMembers, {
    get: (target, key) =>
      typeof key === 'string' && /^m\d{7}$/.test(key) ? { ...sampleMember, userid: key } : Reflect.get(target, key),
  })
  // Makes today a working day without quiet hours.
  const setCalendar = (body: unknown) => postOrThrow(author, '/api/settings/calendar', body)
  await setCalendar({ change: 'quiet_hours', quietHours: { from: '00:00', to: '00:00' }, version: 0 })
  await setCalendar({ change: 'day', day: today, working: true, note: '' })

  /** Publishes one more policy; returns its id and the duration of publishing, in milliseconds. */
  async function publishOne(): Promise<{ id: string; ms: number }> {
    // Inserting a million rows takes longer than the identity confirmation is valid for sensitive actions.
    await database.query('update sessions set confirmed_at = now(), role_used_at = now()')
    const { id } = await postOrThrow<PolicyEditView>(author, '/api/settings/policies', draft)
    const policy = await author.get<PolicyEditView>(`/api/settings/policies/${id}`)
    const began = performance.now()
    await publishVersion({ author, lead }, { id, kind: 'major', change: () => policy.draft!.content, today })
    return { id, ms: performance.now() - began }
  }
  /** Waits until the roster of each published policy is committed. */
  async function whenCommitted(): Promise<void> {
    await until(
      'committed rosters',
      async () => {
        const [row] = await database.query<{ n: number }>(
          `select (select count(*) from policies where current_version_id is not null)
             - (select count(distinct policy_id) from policy_rosters) as n`,
        )
        return Number(row?.n) === 0 ? true : null
      },
      COMMIT_TIMEOUT_MS,
    )
  }
  const ids: string[] = []
  for (let count = 0; count < sizes.policies; count += 1) ids.push((await publishOne()).id)
  // The rosters are committed before a million people are inserted, who would be in them: `desk.bench.ts` measures what
  // committing such a roster costs.
  await whenCommitted()
  const began = performance.now()
  for (const statement of companyStatements(sizes)) await database.query(statement)
  await database.query('vacuum analyze')
  const filledSeconds = (performance.now() - began) / 1000
  const countBegan = performance.now()
  await until(
    'the end of counting',
    async () => {
      const [row] = await database.query<{ n: number }>('select count(*)::int as n from policy_recounts')
      return row?.n === 0 ? true : null
    },
    COUNT_TIMEOUT_MS,
  )
  const [disk] = await database.query<{ mb: number }>(
    'select (pg_database_size(current_database()) / 1048576)::int as mb',
  )

  return {
    base,
    database,
    ids,
    members: sizes.members,
    author,
    publishOne,
    whenCommitted,
    pid: product.pid,
    /** Where the server writes its CPU profile, which SIGUSR2 starts and ends. */
    profileFile,
    filledSeconds,
    countedSeconds: (performance.now() - countBegan) / 1000,
    diskMb: disk?.mb ?? 0,
    /** Returns the number of messages that WeCom dropped because of the limits per member and per app. */
    dropped: () => Object.values(simulator.simulator.state.dropped).reduce((sum, count) => sum + count, 0),
    /** Waits until the messages about the last version are sent, except those postponed to tomorrow by the daily limit. */
    async whenNotified() {
      await until(
        'the end of a reminder batch',
        async () => {
          const [row] = await database.query<{ n: number }>(
            `select ((select count(*) from policy_rounds where finished_at is null and key not like 'daily:%')
               + (select count(*) from outbox where topic = 'policy.mail' and done_at is null
                  and run_at < now() + interval '1 minute'))::int as n`,
          )
          return row?.n === 0 ? true : null
        },
        NOTIFY_TIMEOUT_MS,
      )
    },
    /** Waits until every current entry is in the evidence log, and returns how many seconds that took. */
    async whenSealed(): Promise<number> {
      const began = performance.now()
      const [newest] = await database.query<{ seq: string }>('select coalesce(max(seq), 0) as seq from audit_entries')
      await until(
        'the sealer',
        async () => {
          const [last] = await database.query<{ seq: string }>(
            'select coalesce(max(last_seq), 0) as seq from audit_log_batches',
          )
          return Number(last?.seq) >= Number(newest?.seq) ? true : null
        },
        SEAL_TIMEOUT_MS,
      )
      return (performance.now() - began) / 1000
    },
    messageCalls: () => simulator.simulator.state.calls.filter(({ path }) => path === '/cgi-bin/message/send').length,
    /** Signs in these members by inserting session rows. */
    async signIn(userids: readonly string[]): Promise<void> {
      await database.query(sessionInsertStatement(userids))
    },
    headersOf: sessionsOf(addresses.publicUrl).headersOf,
    async stop() {
      await product.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
export type PolicyEnvironment = Awaited<ReturnType<typeof createPolicyEnvironment>>
