import { DAY_MS } from '@desk/shared/kernel/durations'
import { type FailPointName, policyFailPointNames } from '@desk/server/ports/fail-points'
import type { ReminderReach } from '@desk/shared/policies/board-schemas'
import { MAX_REMINDERS } from '@desk/shared/policies/roster'
import { type Figure, report } from '../lib/measurement.ts'
import type { PhoneSession } from '../lib/phone-session.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { postOrThrow, publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { createKillWorld } from './crash-environment.ts'
import { numberOption } from './run-options.ts'
import type { KillAt } from './server.process.ts'

/** Kills, and the people whom the messages are for. */
const KILLS = numberOption('runs', 100)
const PEOPLE = numberOption('people', 10_000)
const AUTHOR = 'chenhaiyan'
const LEAD = 'tangzhenhua'
/** A run that hangs is a failure, not a wait. */
const MAX_DAYS = 300
const MOST_PAGES = 3

const points: readonly FailPointName[] = [
  'outbox.claimed',
  ...policyFailPointNames,
  'notice.calling',
  'notice.called',
  'outbox.settled',
]

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
const world = await createKillWorld(postgres.url, `desk_policy_${String(process.pid)}`, company)
await world.start()
await world.settle()

/** Signed in by the world itself: a company of this size has no time to come by its phones. */
const phoneOf = (userid: string): PhoneSession => ({
  async get<Body>(path: string): Promise<Body> {
    const { status, body } = await world.phones.get<Body>(world.urls[0]!, userid, path)
    if (status !== 200) throw new Error(`${path}: ${String(status)} ${JSON.stringify(body)}`)
    return body
  },
  post: <Body>(path: string, body: unknown) => world.phones.post<Body>(world.urls[0]!, userid, path, body),
})
const [author, lead] = [phoneOf(AUTHOR), phoneOf(LEAD)]
/** At a point of the work; who is killed between two rounds does not count. */
const kills = () => points.reduce((sum, point) => sum + (world.kills.get(point) ?? 0), 0)

/** Every kind of round dies at every point in turn, at its first page, its second or its third. */
const nextKill = (done: number): KillAt => ({
  point: points[(done + Math.floor(done / points.length)) % points.length]!,
  nth: 1 + (done % MOST_PAGES),
})

/** Kills whoever comes by the next point, again and again, until this round is told. */
async function killUntilTold(): Promise<void> {
  for (let before = -1; ;) {
    const done = kills()
    if (done === before || done >= KILLS) break
    before = done
    world.arm(nextKill(done))
    await world.settle()
    await world.whenBack()
  }
  world.arm(null)
  await world.settle()
}

/** Everybody is told once by a round: who was told otherwise, and how often. */
function offencesSince(seq: number, title: RegExp): string[] {
  const told = new Map<string, number>()
  for (const entry of world.platform.state.effects)
    if (entry.seq > seq && entry.effect === 'message' && title.test(entry.title))
      for (const userid of entry.to) told.set(userid, (told.get(userid) ?? 0) + 1)
  return company.members.flatMap(({ userid }) => {
    const times = told.get(userid) ?? 0
    return times === 1 ? [] : [`${userid} was told ${String(times)} times`]
  })
}

const began = performance.now()
const offences: string[] = []
const rounds = { asked: 0, reminded: 0, urged: 0 }
const titles = { asked: /^待签收/, reminded: /^还有 1 份没签收/, urged: /^催你签收/ }

/** On the next working day: something is said to everybody, and whoever says it dies over it. */
async function round(kind: keyof typeof rounds, start: () => Promise<unknown>): Promise<void> {
  const seq = world.platform.state.effects.at(-1)?.seq ?? 0
  world.nextDay()
  await world.settle()
  await start()
  await killUntilTold()
  const found = offencesSince(seq, titles[kind])
  rounds[kind] += 1
  console.log(`${world.today()} ${kind}: ${String(kills())} kills, ${String(found.length)} offences`)
  offences.push(...found.slice(0, 5).map((offence) => `${world.today()} ${kind}: ${offence}`))
}

/** A server that comes up looks at once whether the round of the day is still owed. */
async function planReminders(): Promise<void> {
  world.kill(0)
  await world.whenBack()
  await until(`the round of ${world.today()}`, async () => {
    const [row] = await world.database.query(`select 1 from policy_rounds where key = 'daily:${world.today()}'`)
    return row ?? null
  })
}

const id = await getTemplateId(author)
/** A version that asks everybody anew, and reminds on each of the days after it. */
const publish = () =>
  publishVersion(
    { author, lead },
    {
      id,
      kind: 'major',
      change: (draft) => ({ ...draft, remindEveryDays: 1, daysToSign: 90, clauses: draft.clauses.slice(0, 5) }),
      today: world.today(),
    },
  )
const daysSince = (day: string) => (Date.parse(world.today()) - Date.parse(day)) / DAY_MS
const isOver = () => kills() >= KILLS || world.nowMs() - firstMs > MAX_DAYS * DAY_MS
const firstMs = world.nowMs()
while (!isOver()) {
  await round('asked', publish)
  const askedOn = world.today()
  // Once a day, at most three times; what fell due on days off is one.
  while (!isOver() && daysSince(askedOn) < MAX_REMINDERS) await round('reminded', planReminders)
  if (!isOver()) await round('urged', () => postOrThrow<ReminderReach>(author, `/api/policies/${id}/urge`, {}))
}
for (const offence of offences) console.error(offence)
const calls = world.platform.state.calls.filter(({ path }) => path === '/cgi-bin/message/send').length
const seconds = Math.round((performance.now() - began) / 1000)
await world.stop()
await postgres.stop()

const figures: Figure[] = [
  { what: 'people', value: company.members.length, unit: '' },
  ...Object.entries(rounds).map(([kind, value]) => ({ what: `rounds, ${kind}`, value, unit: '' })),
  { what: 'calls of message/send', value: calls, unit: '' },
  ...points.map((point) => ({ what: `killed at ${point}`, value: world.kills.get(point) ?? 0, unit: '' })),
  { what: 'kills that are missing', value: Math.max(0, KILLS - kills()), unit: '', goal: 0 },
  { what: 'people told twice or not at all', value: offences.length, unit: '', goal: 0 },
  { what: 'seconds', value: seconds, unit: 's' },
]
process.exit(report('policy', figures, {}))
