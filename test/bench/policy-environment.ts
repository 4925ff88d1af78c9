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

export type PolicySizes = {
  members: number
  policies: number
  signatures: number
  /** Lets only every nth member sign each policy; 1, the default: all members sign one policy after the other. */
  signsEvery?: number
  /** Inserts the counters too, instead of waiting until the product has counted. */
  isCounted?: boolean
}

const MEMBERS_PER_DEPARTMENT = 50
const DEPARTMENTS_PER_DIVISION = 40
const CLAUSES = 5
/** Twenty policies with a million members each are counted one after the other. */
const COUNT_TIMEOUT_MS = 1_200_000
const NOTIFY_TIMEOUT_MS = 900_000
const COMMIT_TIMEOUT_MS = 600_000
const SEAL_TIMEOUT_MS = 600_000

/**
 * Statements that insert the counters that the product would count, in one transaction, whose lock keeps the product from
 * counting meanwhile.
 */
const counterStatements = [
  'lock table policy_recounts, policy_counters, policy_counts',
  'truncate policy_recounts, policy_counters, policy_counts',
  `insert into policy_counters (policy_id, department_id, state, own, total)
   select p.id, c.department_id, c.state, c.n, 0 from policies p
   cross join lateral (
     select bound.id as department_id, state, case state when 'signed' then coalesce(signed.n, 0) else bound.n - coalesce(signed.n, 0) end as n
     from (select main_department_id as id, count(*)::int as n from members where status = 1 group by 1) bound
     left join (select department_id as id, count(*)::int as n from policy_signatures where policy_id = p.id group by 1) signed
       on signed.id = bound.id
     cross join unnest(array['signed', 'open']) as state
   ) c where p.current_version_id is not null and c.n > 0`,
  `insert into policy_counts (policy_id, department_id, path, next_change_at)
   select distinct c.policy_id, c.department_id, array_prepend(0, d.path), null::timestamptz
   from policy_counters c join departments d on d.id = c.department_id`,
  `insert into policy_counters (policy_id, department_id, state, own, total)
   select o.policy_id, above, o.state, 0, sum(o.own)::int from policy_counters o
   join policy_counts c on c.policy_id = o.policy_id and c.department_id = o.department_id, unnest(c.path) as above
   group by 1, 2, 3
   on conflict (policy_id, department_id, state) do update set total = excluded.total`,
].join('; ')

/** Returns the statements that insert divisions, departments, members and earlier signatures. */
function fillStatements({ members, signatures, signsEvery = 1, isCounted = false }: PolicySizes): string[] {
  const departments = Math.ceil(members / MEMBERS_PER_DEPARTMENT)
  const divisions = Math.ceil(departments / DEPARTMENTS_PER_DIVISION)
  return [
    `insert into departments (id, name, parent_id, sort_order, path, synced_at)
     select 1000 + n, '事业部' || n, 1, n, array[1, 1000 + n], now() from generate_series(1, ${String(divisions)}) n`,
    `insert into departments (id, name, parent_id, sort_order, path, synced_at)
     select 100000 + n, '部门' || n, 1001 + (n - 1) / ${String(DEPARTMENTS_PER_DIVISION)}, n,
       array[1, 1001 + (n - 1) / ${String(DEPARTMENTS_PER_DIVISION)}, 100000 + n], now()
     from generate_series(1, ${String(departments)}) n`,
    `insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at,
       name_key, pinyin, initials)
     select 'm' || lpad(n::text, 7, '0'), '成员' || n, '', array[100001 + (n - 1) / ${String(MEMBERS_PER_DEPARTMENT)}],
       100001 + (n - 1) / ${String(MEMBERS_PER_DEPARTMENT)}, '', '', 1, now(), '成员' || n, 'chengyuan' || n, 'cy' || n
     from generate_series(1, ${String(members)}) n`,
    `insert into policy_signers (person, userid, key, created_at)
     select 'psn_' || userid, userid, md5(userid), now() from members where userid ~ '^m[0-9]{7}$'`,
    `insert into policy_signatures (id, code, policy_id, version_id, version_no, person, occasion, signed_at, language, basis,
       clause_hashes, read_map, doc_hash, consent, department_id, sealed, hash)
     select 'sig_' || p.id || m.userid, p.place || '-' || m.userid, p.id, p.current_version_id, 1, 'psn_' || m.userid, 0, now(),
       'zh-CN', 'full', '{"1.1":"${'a'.repeat(64)}"}', '{"1.1":900}', '${'b'.repeat(64)}', '我已读完', m.main_department_id,
       '${'c'.repeat(200)}', '${'d'.repeat(64)}'
     from (select id, current_version_id, row_number() over (order by created_at, id) as place from policies
           where current_version_id is not null) p
     cross join (select userid, main_department_id from (
         select userid, main_department_id, row_number() over (order by userid) as n from members where userid ~ '^m[0-9]{7}$'
       ) ordered where n % ${String(signsEvery)} = 0 order by userid) m
     limit ${String(signatures)}`,
    ...(isCounted
      ? [counterStatements]
      : [`insert into policy_recounts (policy_id, department_id) values (null, null)`]),
    // The simulated WeCom does not know these members: a leased run keeps the server from reading its directory.
    `insert into directory_runs (started_at, department_ids, position, members, calls, claims, lease_owner, leased_until)
     values (now(), '{}', 0, 0, 0, 1, 'bench', now() + interval '1 day')`,
  ]
}

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
  for (const statement of fillStatements(sizes)) await database.query(statement)
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
