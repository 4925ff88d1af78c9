import { DAY_MS } from '@desk/shared/kernel/durations'
import { policyFailPointNames, sealFailPointNames } from '@desk/server/ports/fail-points'
import type { ReminderReach } from '@desk/shared/policies/board-schemas'
import { MAX_REMINDERS } from '@desk/shared/policies/roster'
import { type Figure, report } from '../lib/measurement.ts'
import type { PhoneSession } from '../lib/phone-session.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { postOrThrow, publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { createCrashEnvironment } from './crash-environment.ts'
import { createMailingFaults } from './mailing-faults.ts'
import { retryUntilAnswered } from './retry-until-answered.ts'
import { numberOption } from './run-options.ts'

/** Number of kills, and of recipients. */
const KILLS = numberOption('runs', 100)
const PEOPLE = numberOption('people', 10_000)
const AUTHOR = 'chenhaiyan'
const LEAD = 'tangzhenhua'
/** A run that takes longer has failed. */
const MAX_DAYS = 300
const MAX_PAGES = 3
/** Often enough that the sealer runs during a batch. */
const SEAL_EVERY_MS = 1_000
/** With this many kills, each point of the sealer is reached. */
const KILLS_AT_ALL_POINTS = 100

const isOfSealer = (point: string) => (sealFailPointNames as readonly string[]).includes(point)
const generated = generatedCompany(PEOPLE)
const company = {
  ...generated,
  members: [
    ...generated.members,
    { userid: AUTHOR, name: '陈海燕', departments: [2] },
    { userid: LEAD, name: '唐振华', departments: [2] },
  ],
}
const postgres = await startPostgres()
const environment = await createCrashEnvironment(postgres.url, `desk_policy_${String(process.pid)}`, company, {
  sealEveryMs: SEAL_EVERY_MS,
})
let status: number
try {
  await environment.start()
  await environment.settle()

  /** Creates an API client with a session row, because so many sign-ins would take too long. */
  const phoneOf = (userid: string): PhoneSession => ({
    async get<Body>(path: string): Promise<Body> {
      const { status, body } = await retryUntilAnswered(environment, path, () =>
        environment.client.get<Body>(environment.urls[0]!, userid, path),
      )
      if (status !== 200) throw new Error(`${path}: ${String(status)} ${JSON.stringify(body)}`)
      return body
    },
    post: <Body>(path: string, body: unknown) =>
      environment.client.post<Body>(environment.urls[0]!, userid, path, body),
  })
  const [author, lead] = [phoneOf(AUTHOR), phoneOf(LEAD)]
  /** The results of the verifications of the evidence log: after each kill, while the other server continues, and at the end. */
  const verifications: Promise<string | null>[] = []
  /** Kills every kind of batch at every point in turn, on its first, second or third page; the sealer in its next run. */
  const faults = createMailingFaults({
    environment,
    points: {
      first: [...policyFailPointNames, ...sealFailPointNames],
      throughout: ['outbox.claimed', 'notice.calling', 'notice.called', 'outbox.settled'],
    },
    kills: KILLS,
    hitOf: (point, attempt) => (isOfSealer(point) ? 1 : 1 + (attempt % MAX_PAGES)),
    onKill: () => void verifications.push(environment.verifyLog()),
  })

  const began = performance.now()
  const violations: string[] = []
  const batches = { asked: 0, reminded: 0, urged: 0 }
  const titles = { asked: /^待签收/, reminded: /^还有 1 份制度待签收/, urged: /^催你签收/ }

  /** Starts a batch to all members on the next working day and kills the servers that send it. */
  async function runBatch(kind: keyof typeof batches, start: () => Promise<unknown>): Promise<void> {
    const since = faults.position()
    environment.nextDay()
    await environment.settle()
    await start()
    // Leaves an entry in the audit, so that the sealer has something to do.
    await author.get('/api/audit')
    faults.arm()
    await faults.untilSent()
    const found = faults.violationsSince(
      since,
      titles[kind],
      company.members.map(({ userid }) => userid),
    )
    batches[kind] += 1
    console.log(`${environment.today()} ${kind}: ${String(faults.kills())} kills, ${String(found.length)} violations`)
    violations.push(...found)
  }

  /** Kills a server; its successor plans the reminders of the day when it starts. */
  async function planReminders(): Promise<void> {
    environment.kill(0)
    await environment.whenRestarted()
    await until(`the reminder batch of ${environment.today()}`, async () => {
      const [row] = await environment.database.query(
        `select 1 from policy_rounds where key = 'daily:${environment.today()}'`,
      )
      return row ?? null
    })
  }

  const id = await getTemplateId(author)
  /** Publishes a version that all members must sign again, with a reminder on each of the following days. */
  const publish = () =>
    publishVersion(
      { author, lead },
      {
        id,
        kind: 'major',
        change: (draft) => ({ ...draft, remindEveryDays: 1, daysToSign: 90, clauses: draft.clauses.slice(0, 5) }),
        today: environment.today(),
      },
    )
  const daysSince = (day: string) => (Date.parse(environment.today()) - Date.parse(day)) / DAY_MS
  const isStopped = () => faults.isEnough() || environment.nowMs() - firstMs > MAX_DAYS * DAY_MS
  const firstMs = environment.nowMs()
  while (!isStopped()) {
    await runBatch('asked', publish)
    const askedOn = environment.today()
    // At most three reminders, one a day; those due on days off are sent as one.
    while (!isStopped() && daysSince(askedOn) < MAX_REMINDERS) await runBatch('reminded', planReminders)
    if (!isStopped()) await runBatch('urged', () => postOrThrow<ReminderReach>(author, `/api/policies/${id}/urge`, {}))
  }
  await environment.settle()
  verifications.push(environment.verifyLog())
  const broken = (await Promise.all(verifications)).filter((found) => found !== null)
  const [logs] = await environment.database.query<{ count: number }>('select count(*)::int as count from audit_logs')
  const unsealed = sealFailPointNames.filter((point) => !environment.kills.has(point)).length
  for (const violation of [...violations, ...broken]) console.error(violation)
  const calls = environment.platform.state.calls.filter(({ path }) => path === '/cgi-bin/message/send').length
  const seconds = Math.round((performance.now() - began) / 1000)

  const figures: Figure[] = [
    { what: 'people', value: company.members.length, unit: '' },
    ...Object.entries(batches).map(([kind, value]) => ({ what: `batches, ${kind}`, value, unit: '' })),
    { what: 'calls of message/send', value: calls, unit: '' },
    ...faults.figures(),
    { what: 'verifications of the evidence log', value: verifications.length, unit: '' },
    { what: 'evidence logs that are broken', value: broken.length, unit: '', goal: 0 },
    { what: 'evidence logs begun', value: logs?.count ?? 0, unit: '', goal: 1 },
    {
      what: 'points of the sealer without a kill',
      value: unsealed,
      unit: '',
      ...(KILLS < KILLS_AT_ALL_POINTS ? {} : { goal: 0 }),
    },
    { what: 'people notified twice or not at all', value: violations.length, unit: '', goal: 0 },
    { what: 'seconds', value: seconds, unit: 's' },
  ]
  status = report('policy', figures, {})
} finally {
  await environment.stop()
  await postgres.stop()
}
process.exit(status)
