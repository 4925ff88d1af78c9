import type { CampaignList } from '@desk/shared/confirmations/confirmation-schemas'
import { confirmationFailPointNames, type FailPointName } from '@desk/server/ports/fail-points'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { until } from '../lib/wait-until.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { createCrashEnvironment } from './crash-environment.ts'
import { numberOption } from './run-options.ts'
import type { KillAt } from './server.process.ts'

/** Number of kills, and of members. */
const KILLS = numberOption('runs', 100)
const PEOPLE = numberOption('people', 450)
const OPS = 'chenhaiyan'
/** Campaigns that a run starts at most. */
const MAX_CAMPAIGNS = 60
const TITLE = /^请核对你的信息/

const points: readonly FailPointName[] = [
  ...confirmationFailPointNames,
  'outbox.claimed',
  'notice.admitted',
  'notice.calling',
  'notice.called',
  'outbox.settled',
]
/** Which pass of a point is killed: the pages of a campaign are few, its cards many. */
const passes = [1, 2, 3, 40, 170, 333]

const generated = generatedCompany(PEOPLE)
const company = {
  ...generated,
  members: [...generated.members, { userid: OPS, name: '陈海燕', departments: [2] }],
}
const postgres = await startPostgres()
const environment = await createCrashEnvironment(postgres.url, `desk_confirm_${String(process.pid)}`, company)
await environment.start()
await environment.settle()

const path = '/api/settings/confirmations'
const url = environment.urls[0]!
const kills = () => points.reduce((sum, point) => sum + (environment.kills.get(point) ?? 0), 0)

const nextKill = (done: number): KillAt => {
  const point = points[done % points.length]!
  const nth = passes[Math.floor(done / points.length) % passes.length]!
  return { point, nth: point === 'confirmation.page_asked' ? 1 + (nth % 3) : nth }
}

/** Creates a campaign over the company. A response that a kill destroyed is repeated with the same key. */
async function createCampaign(no: number): Promise<void> {
  const day = environment.today()
  const body = {
    title: `第 ${String(no)} 次核对`,
    audience: { everyone: true, departments: [], roles: [], partners: false, people: [] },
    fields: ['name', 'department', 'position', 'telephone'],
    startsOn: day,
    endsOn: day,
  }
  await until(`campaign ${String(no)}`, async () => {
    const options = { key: `campaign-${String(no)}` }
    const answer = await environment.client.post<CampaignList>(url, OPS, path, body, options).catch(() => null)
    return answer !== null && answer.status === 201 ? answer : null
  })
}

/** Ends the campaigns that are open, so that the next one asks alone. */
async function endCampaigns(): Promise<void> {
  const { body } = await environment.client.get<CampaignList>(url, OPS, path)
  for (const { id, state } of body.items)
    if (state !== 'ended') await environment.client.post(url, OPS, `${path}/${id}/end`, {})
}

/** Kills at one point after the other until the campaign is sent. */
async function killUntilFinished(): Promise<void> {
  for (let before = -1; ;) {
    const done = kills()
    if (done === before || done >= KILLS) break
    before = done
    environment.arm(nextKill(done))
    await environment.settle()
    await environment.whenRestarted()
  }
  environment.arm(null)
  await environment.settle()
}

function findViolationsSince(seq: number): string[] {
  const cards = new Map<string, number>()
  for (const entry of environment.platform.state.effects)
    if (entry.seq > seq && entry.effect === 'message' && TITLE.test(entry.title))
      for (const userid of entry.to) cards.set(userid, (cards.get(userid) ?? 0) + 1)
  return company.members.flatMap(({ userid }) => {
    const times = cards.get(userid) ?? 0
    return times === 1 ? [] : [`${userid} got ${String(times)} cards`]
  })
}

const began = performance.now()
const violations: string[] = []
let campaigns = 0
while (kills() < KILLS && campaigns < MAX_CAMPAIGNS) {
  environment.nextDay()
  await environment.settle()
  const seq = environment.platform.state.effects.at(-1)?.seq ?? 0
  campaigns += 1
  environment.arm(nextKill(kills()))
  await createCampaign(campaigns)
  await killUntilFinished()
  const found = findViolationsSince(seq)
  console.log(`${environment.today()}: ${String(kills())} kills, ${String(found.length)} violations`)
  violations.push(...found.slice(0, 5).map((violation) => `${environment.today()}: ${violation}`))
  await endCampaigns()
}
for (const violation of violations) console.error(violation)
const seconds = Math.round((performance.now() - began) / 1000)
await environment.stop()
await postgres.stop()

const figures: Figure[] = [
  { what: 'people', value: company.members.length, unit: '' },
  { what: 'campaigns', value: campaigns, unit: '' },
  ...points.map((point) => ({ what: `killed at ${point}`, value: environment.kills.get(point) ?? 0, unit: '' })),
  { what: 'missing kills', value: Math.max(0, KILLS - kills()), unit: '', goal: 0 },
  { what: 'people asked twice or not at all', value: violations.length, unit: '', goal: 0 },
  { what: 'seconds', value: seconds, unit: 's' },
]
process.exit(report('confirmation', figures, {}))
