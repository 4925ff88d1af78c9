import { type Figure, report } from '../lib/measurement.ts'
import { realisticCompany } from '../wecom-simulator/generate-company.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { createSimulator } from '../wecom-simulator/simulator.ts'

// Measures how large a company the simulator can serve. The load tests of the directory depend on it.

const SIZE = Number(process.argv[2] ?? 1_000_000)
const MAX_MEMORY_MB = 1024
const PAGE = 10_000

const secondsSince = (startMs: number) => Number(((performance.now() - startMs) / 1000).toFixed(1))

const began = performance.now()
const simulator = createSimulator({ company: realisticCompany(SIZE) })
const createdSeconds = secondsSince(began)
const { corpId, agentSecret, contactsSecret } = simulatorDefaults

const callApi = async <Body>(path: string, body?: object): Promise<Body> => {
  const init = body && { method: 'POST', body: JSON.stringify(body) }
  return (await (await simulator.app.request(`/cgi-bin/${path}`, init)).json()) as Body
}
const tokenOf = async (secret: string) =>
  (await callApi<{ access_token: string }>(`gettoken?corpid=${corpId}&corpsecret=${secret}`)).access_token
const agent = await tokenOf(agentSecret)
const contacts = await tokenOf(contactsSecret)

type Page = { dept_user: { userid: string }[]; next_cursor: string }
const listIdBegan = performance.now()
const userids = new Set<string>()
let rows = 0
for (let cursor: string | null = ''; cursor !== null;) {
  const page: Page = await callApi<Page>(`user/list_id?access_token=${contacts}`, { cursor, limit: PAGE })
  for (const { userid } of page.dept_user) userids.add(userid)
  rows += page.dept_user.length
  cursor = page.next_cursor === '' ? null : page.next_cursor
}
const listIdSeconds = secondsSince(listIdBegan)
const foundCount = userids.size
userids.clear()

type List = { userlist: object[] }
const { department_id: departments } = await callApi<{ department_id: { id: number }[] }>(
  `department/simplelist?access_token=${agent}`,
)
const listBegan = performance.now()
const sample = departments.filter((_, index) => index % Math.ceil(departments.length / 1000) === 0)
let listed = 0
for (const { id } of sample) {
  listed += (await callApi<List>(`user/list?access_token=${agent}&department_id=${id}`)).userlist.length
}
const listSeconds = secondsSince(listBegan)

// The kernel records the maximum, so no peak between two samples is missed.
const peak = Math.round(process.resourceUsage().maxRSS / 1024)

const figures: Figure[] = [
  { what: 'members', value: SIZE, unit: '' },
  { what: 'members not found by list_id', value: SIZE - foundCount, unit: '', goal: 0 },
  { what: 'departments', value: departments.length, unit: '' },
  { what: 'created in', value: createdSeconds, unit: 's' },
  { what: `all ${rows} memberships by list_id`, value: listIdSeconds, unit: 's' },
  { what: `${sample.length} departments (${listed} members) by user/list`, value: listSeconds, unit: 's' },
  { what: 'maximum RSS', value: peak, unit: 'MB', goal: MAX_MEMORY_MB },
]
process.exit(report('company', figures, {}))
