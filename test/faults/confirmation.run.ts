import type { CampaignList } from '@desk/shared/confirmations/confirmation-schemas'
import { confirmationFailPointNames } from '@desk/server/ports/fail-points'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { until } from '../lib/wait-until.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { createCrashEnvironment } from './crash-environment.ts'
import { createMailingFaults } from './mailing-faults.ts'
import { numberOption } from './run-options.ts'

/** Number of kills, and of members. */
const KILLS = numberOption('runs', 100)
const PEOPLE = numberOption('people', 450)
const OPS = 'chenhaiyan'
/** Campaigns that a run starts at most. */
const MAX_CAMPAIGNS = 60
const TITLE = /^请核对你的信息/

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
  /** A server claims and settles jobs in batches; it sends each card by itself. */
  const [MAX_BATCHES, MAX_CARDS] = [2, 12]
  const faults = createMailingFaults({
    environment,
    points: {
      first: confirmationFailPointNames,
      throughout: ['outbox.claimed', 'notice.admitted', 'notice.calling', 'notice.called', 'outbox.settled'],
    },
    kills: KILLS,
    hitOf: (point, attempt) => 1 + (point.startsWith('notice.') ? (attempt * 5) % MAX_CARDS : attempt % MAX_BATCHES),
  })

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
    for (const { id } of body.items.filter(({ state }) => state !== 'ended')) {
      const { status } = await environment.client.post(url, OPS, `${path}/${id}/end`, {})
      if (status >= 300) throw new Error(`ending a campaign got ${String(status)}`)
    }
  }

  const began = performance.now()
  const violations: string[] = []
  let campaigns = 0
  while (!faults.isEnough() && campaigns < MAX_CAMPAIGNS) {
    environment.nextDay()
    await environment.settle()
    const since = faults.position()
    campaigns += 1
    faults.arm()
    await createCampaign(campaigns)
    await faults.untilSent()
    const found = faults.violationsSince(
      since,
      TITLE,
      company.members.map(({ userid }) => userid),
    )
    console.log(`${environment.today()}: ${String(faults.kills())} kills, ${String(found.length)} violations`)
    violations.push(...found)
    await endCampaigns()
  }
  for (const violation of violations) console.error(violation)
  const seconds = Math.round((performance.now() - began) / 1000)

  const figures: Figure[] = [
    { what: 'people', value: company.members.length, unit: '' },
    { what: 'campaigns', value: campaigns, unit: '' },
    ...faults.figures(),
    { what: 'people asked twice or not at all', value: violations.length, unit: '', goal: 0 },
    { what: 'seconds', value: seconds, unit: 's' },
  ]
  status = report('confirmation', figures, {})
} finally {
  await environment.stop()
  await postgres.stop()
}
process.exit(status)
