import { type FailPointName, policyFailPointNames } from '@desk/server/ports/fail-points'
import type { UrgeAnswer } from '@desk/shared/policies/board-schemas'
import { type Figure, report } from '../lib/measurement.ts'
import type { PhoneSession } from '../lib/phone-session.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { posted, publishVersion, templateId } from '../lib/publish-policy.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { createKillWorld } from './kill-world.ts'
import { numberOption } from './run-options.ts'

/** Kills, and the people whom the messages are for. */
const KILLS = numberOption('runs', 100)
const PEOPLE = numberOption('people', 10_000)
const AUTHOR = 'chenhaiyan'
const LEAD = 'tangzhenhua'
/** A run that hangs is a failure, not a wait. */
const MAX_DAYS = 200

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
const kills = () => [...world.kills.values()].reduce((sum, count) => sum + count, 0)

/** Kills whoever comes by the next point, again and again, until this round is told. */
async function killUntilTold(): Promise<void> {
  for (let before = -1; ;) {
    const done = kills()
    if (done === before || done >= KILLS) break
    before = done
    world.arm({ point: points[done % points.length]!, nth: 1 })
    await world.settle()
    await world.whenBack()
  }
  world.arm(null)
  await world.settle()
}

/** Everybody is told once by a round: who was told otherwise, and how often. */
function offencesSince(seq: number, title: RegExp): string[] {
  const told = new Map<string, number>()
  for (const entry of world.platform.state.ledger)
    if (entry.seq > seq && entry.effect === 'message' && title.test(entry.title))
      for (const userid of entry.to) told.set(userid, (told.get(userid) ?? 0) + 1)
  return company.members.flatMap(({ userid }) => {
    const times = told.get(userid) ?? 0
    return times === 1 ? [] : [`${userid} was told ${String(times)} times`]
  })
}

const began = performance.now()
const offences: string[] = []
let rounds = 0
async function round(title: RegExp, start: () => Promise<unknown>): Promise<void> {
  const seq = world.platform.state.ledger.at(-1)?.seq ?? 0
  await start()
  await killUntilTold()
  const found = offencesSince(seq, title)
  rounds += 1
  console.log(`round ${String(rounds)}: ${String(kills())} kills, ${String(found.length)} offences`)
  offences.push(...found.slice(0, 5).map((offence) => `round ${String(rounds)}: ${offence}`))
}

const id = await templateId(author)
await round(/^待签收/, async () =>
  publishVersion(
    { author, lead },
    {
      id,
      kind: 'major',
      // No reminder of its own comes between: the rounds here are told by hand.
      change: (draft) => ({ ...draft, remindEveryDays: 30, daysToSign: 90, clauses: draft.clauses.slice(0, 5) }),
      today: world.today(),
    },
  ),
)
for (let day = 0; day < MAX_DAYS && kills() < KILLS; day += 1) {
  world.nextDay()
  await world.settle()
  await round(/^催你签收/, async () => posted<UrgeAnswer>(author, `/api/policies/${id}/urge`, {}))
}
for (const offence of offences) console.error(offence)
const calls = world.platform.state.calls.filter(({ path }) => path === '/cgi-bin/message/send').length
const seconds = Math.round((performance.now() - began) / 1000)
await world.stop()
await postgres.stop()

const figures: Figure[] = [
  { what: 'people', value: company.members.length, unit: '' },
  { what: 'rounds', value: rounds, unit: '' },
  { what: 'calls of message/send', value: calls, unit: '' },
  ...points.map((point) => ({ what: `killed at ${point}`, value: world.kills.get(point) ?? 0, unit: '' })),
  { what: 'kills that are missing', value: Math.max(0, KILLS - kills()), unit: '', goal: 0 },
  { what: 'people told twice or not at all', value: offences.length, unit: '', goal: 0 },
  { what: 'seconds', value: seconds, unit: 's' },
]
process.exit(report('policy', figures, {}))
