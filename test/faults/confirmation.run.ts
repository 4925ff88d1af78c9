import type { CampaignList, ConfirmationView } from '@desk/shared/confirmations/confirmation-schemas'
import { confirmationFailPointNames } from '@desk/server/ports/fail-points'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { until } from '../lib/wait-until.ts'
import { clickCard } from '../wecom-simulator/card-click.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { updateMember } from '../wecom-simulator/member-changes.ts'
import { chatOf } from '../wecom-simulator/phone-view.ts'
import { createCrashEnvironment } from './crash-environment.ts'
import { createMailingFaults } from './mailing-faults.ts'
import { numberOption } from './run-options.ts'

/** Number of kills, and of members. */
const KILLS = numberOption('runs', 100)
const PEOPLE = numberOption('people', 450)
const OPS = 'chenhaiyan'
/** The most campaigns that a run starts. */
const MAX_CAMPAIGNS = 60
/** The latest hit of a point at which a server is killed: it claims and settles jobs in batches, and sends cards one by one. */
const [MAX_BATCHES, MAX_CARDS] = [2, 12]
/** Members who press a button on a card that shows an outdated position. */
const PRESSING = 40
/** The titles of the cards. Every recipient gets exactly one card with the title. */
const titles = { asked: /^请核对你的信息/, reminded: /^还没核对你的信息/, changed: /^刚才的核对已失效/ }

const generated = generatedCompany(PEOPLE)
const company = {
  ...generated,
  members: [...generated.members, { userid: OPS, name: '陈海燕', departments: [2] }],
}
const postgres = await startPostgres()
const environment = await createCrashEnvironment(postgres.url, `desk_confirm_${String(process.pid)}`, company)
let status: number
try {
  await environment.start()
  await environment.settle()

  const path = '/api/settings/confirmations'
  const url = environment.urls[0]!
  const faults = createMailingFaults({
    environment,
    points: {
      first: confirmationFailPointNames,
      throughout: ['outbox.claimed', 'notice.admitted', 'notice.calling', 'notice.called', 'outbox.settled'],
    },
    kills: KILLS,
    hitOf: (point, attempt) => 1 + (point.startsWith('notice.') ? (attempt * 5) % MAX_CARDS : attempt % MAX_BATCHES),
  })

  /** Creates a campaign over the company; returns its id. A response that a kill destroyed is repeated with the same key. */
  async function createCampaign(no: number): Promise<string> {
    const day = environment.today()
    const body = {
      title: `第 ${String(no)} 次核对`,
      audience: { everyone: true, departments: [], roles: [], partners: false, people: [] },
      fields: ['name', 'department', 'position', 'telephone'],
      startsOn: day,
      endsOn: day,
    }
    return until(`campaign ${String(no)}`, async () => {
      const options = { key: `campaign-${String(no)}` }
      const answer = await environment.client.post<CampaignList>(url, OPS, path, body, options).catch(() => null)
      return answer?.status === 201 ? (answer.body.items.find(({ title }) => title === body.title)?.id ?? null) : null
    })
  }

  /** Reminds everybody. Repeating it on the same day sends nobody another card. */
  const remind = (id: string): Promise<unknown> =>
    until('the reminders', async () => {
      const answer = await environment.client.post(url, OPS, `/api/confirmations/${id}/reminders`, {}).catch(() => null)
      return answer?.status === 200 ? answer : null
    })

  /** Presses 都对 for each of these members, on their newest card that has it. */
  function pressAllRight(userids: readonly string[]): void {
    for (const userid of userids)
      for (const { taskId, card } of chatOf(environment.platform, userid).toReversed()) {
        const key = card?.card.button_list?.find(({ text }) => text === '都对')?.key
        if (taskId === null || key === undefined) continue
        clickCard(environment.platform, { userid, taskId, key })
        break
      }
  }

  /** Reads the directory until the servers know the new position of each of these members. */
  const waitForPosition = (id: string, position: string, userids: readonly string[]): Promise<unknown> =>
    until(`the position ${position}`, async () => {
      await environment.client.post(url, OPS, '/api/settings/directory/sync', {})
      await environment.settle()
      const own = userids.map((userid) =>
        environment.client.get<ConfirmationView>(url, userid, `/api/confirmations/${id}`),
      )
      const values = (await Promise.all(own)).flatMap(({ body }) => body.fields)
      const matching = values.filter(({ field, value }) => field === 'position' && value === position)
      return matching.length === own.length || null
    })

  /** Ends the open campaigns, so that only the next one sends cards. */
  async function endCampaigns(): Promise<void> {
    const { body } = await environment.client.get<CampaignList>(url, OPS, path)
    for (const { id } of body.items.filter(({ state }) => state !== 'ended')) {
      const { status } = await environment.client.post(url, OPS, `${path}/${id}/end`, {})
      if (status >= 300) throw new Error(`ending a campaign got ${String(status)}`)
    }
  }

  const began = performance.now()
  const violations: string[] = []
  const mailings = { asked: 0, reminded: 0, changed: 0 }
  const everybody = company.members.map(({ userid }) => userid)
  const pressing = everybody.slice(0, PRESSING)

  /** Kills the servers while they send cards to these people, and records who did not get exactly one. */
  async function sendUnderKills(
    kind: keyof typeof titles,
    userids: readonly string[],
    start: () => Promise<unknown>,
  ): Promise<void> {
    const since = faults.position()
    faults.arm()
    await start()
    await faults.untilSent()
    const found = faults.violationsSince(since, titles[kind], userids)
    mailings[kind] += 1
    console.log(`${environment.today()} ${kind}: ${String(faults.kills())} kills, ${String(found.length)} violations`)
    violations.push(...found)
  }

  let campaigns = 0
  while (!faults.isEnough() && campaigns < MAX_CAMPAIGNS) {
    environment.nextDay()
    await environment.settle()
    campaigns += 1
    let id = ''
    await sendUnderKills('asked', everybody, async () => {
      id = await createCampaign(campaigns)
    })
    if (!faults.isEnough()) await sendUnderKills('reminded', everybody, () => remind(id))
    const position = `岗位 ${String(campaigns)}`
    for (const userid of pressing) updateMember(environment.platform, { userid, position }, 'console')
    await waitForPosition(id, position, pressing)
    // A press that was lost with the server is repeated; a person with the new card confirms what that card shows.
    const press = async () => {
      pressAllRight(pressing)
      await environment.settle()
      pressAllRight(pressing)
    }
    if (!faults.isEnough()) await sendUnderKills('changed', pressing, press)
    await endCampaigns()
  }
  for (const violation of violations) console.error(violation)
  const seconds = Math.round((performance.now() - began) / 1000)

  const figures: Figure[] = [
    { what: 'people', value: company.members.length, unit: '' },
    ...Object.entries(mailings).map(([kind, value]) => ({ what: `mailings, ${kind}`, value, unit: '' })),
    ...faults.figures(),
    { what: 'people who got no card, or more than one', value: violations.length, unit: '', goal: 0 },
    { what: 'seconds', value: seconds, unit: 's' },
  ]
  status = report('confirmation', figures, {})
} finally {
  await environment.stop()
  await postgres.stop()
}
process.exit(status)
