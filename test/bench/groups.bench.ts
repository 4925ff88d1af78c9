import { largeGroups } from '@desk/server/testing/database/large-groups'
import { type Figure, percentile, report, rounded } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createGroupsEnvironment } from './groups-environment.ts'

const GROUPS = Number(process.argv[2] ?? 50_000)
const SIZE = 20
const READS = 200
const WARM_UP = 100
/** Goals for the 95th percentile, in milliseconds. */
const SCREEN_MS = 50
const SEARCH_MS = 50

const postgres = await startPostgres({ durable: true })
const environment = await createGroupsEnvironment(postgres.url, (members) => largeGroups(GROUPS, SIZE, members))
const [admin, member] = [environment.people[0] ?? '', environment.people.at(-1) ?? '']
const topics = ['来料异常处理', '质量培训', '设备安全', '销售项目', '研发测试', '生产采购', '物流仓储', '客服售后']

async function measureTimes(userid: string, path: (index: number) => string): Promise<number[]> {
  const measured: number[] = []
  for (let index = -WARM_UP; index < READS; index += 1) {
    const began = performance.now()
    await environment.get(userid, path(index + WARM_UP))
    if (index >= 0) measured.push(performance.now() - began)
  }
  return measured
}
const groupOf = (index: number) => `grp_${String(1 + ((index * 977) % GROUPS)).padStart(20, '0')}`
const screens = {
  'registry of the management department': await measureTimes(environment.ops, () => '/api/groups/registry'),
  'registry of a department admin': await measureTimes(admin, () => '/api/groups'),
  'registry of a member': await measureTimes(member, () => '/api/groups'),
  'a group with its review': await measureTimes(environment.ops, (index) => `/api/groups/${groupOf(index)}`),
  'the form': await measureTimes(member, () => '/api/groups/form'),
}
const search = await measureTimes(
  member,
  (index) => `/api/groups/similar?topic=${encodeURIComponent(topics[index % topics.length] ?? '')}`,
)
const baseline = await measureTimes(member, () => '/healthz')
const { memberships } = environment
await environment.stop()
await postgres.stop()

const figures: Figure[] = [
  { what: 'groups', value: GROUPS, unit: '' },
  { what: 'memberships', value: memberships, unit: '' },
  { what: 'baseline: /healthz, p95', value: rounded(percentile(baseline, 95)), unit: 'ms' },
  ...Object.entries(screens).flatMap(([what, measured]): Figure[] => [
    { what: `${what}, median`, value: rounded(percentile(measured, 50)), unit: 'ms' },
    { what: `${what}, p95`, value: rounded(percentile(measured, 95)), unit: 'ms', goal: SCREEN_MS },
  ]),
  { what: 'similar groups, median', value: rounded(percentile(search, 50)), unit: 'ms' },
  { what: 'similar groups, p95', value: rounded(percentile(search, 95)), unit: 'ms', goal: SEARCH_MS },
]
process.exit(report('groups', figures, {}))
