import { groupTaskOwners } from '@desk/shared/groups/group-states'
import { registryOrders } from '@desk/shared/groups/registry-schemas'
import { beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../adapters/system-clock.ts'
import { getGroup } from '../features/groups/registry/get-group.ts'
import { findDeputies } from '../features/groups/model/find-deputies.ts'
import { findSimilar } from '../features/groups/application/find-similar.ts'
import { runDailyGroupJob } from '../features/groups/jobs/groups-daily.ts'
import { listMemberships } from '../features/groups/review/due-queries.ts'
import { listGroupRegistry } from '../features/groups/registry/list-registry.ts'
import { listGroups } from '../features/groups/registry/list-groups.ts'
import { listWaitingGroups } from '../features/groups/model/group-task-queries.ts'
import type { AppDeps } from './app-deps.ts'
import { enqueueGroupDrift } from '../features/groups/model/enqueue-group-drift-queries.ts'
import { createKit } from '../testing/kit.ts'
import { largeDirectory } from '../testing/database/large-company.ts'
import { largeGroups } from '../testing/database/large-groups.ts'
import { filledTables, growthOf, recordStatements } from '../testing/database/query-plan.ts'
import { renewTables, testDatabase, deleteStatistics, testPool } from '../testing/database/test-database.ts'
import { currentActorOf } from '../testing/current-actor-of.ts'

const MEMBERS = 10_000
const GROUPS = 8_000
const GROUP_SIZE = 20
const OPS = 'u0009999'
const id = (n: number) => `grp_${String(n).padStart(20, '0')}` as const

/** Maximum statements of one use case, without session and roles. Raise it only deliberately. */
const MAX_STATEMENTS = 9

let deps: AppDeps
let filled: ReadonlySet<string>

async function findFaults(act: () => Promise<unknown>, maxStatements = MAX_STATEMENTS): Promise<string[]> {
  const statements = await recordStatements(act)
  const growing: string[] = []
  for (const statement of statements)
    growing.push(...(await growthOf(testPool(), statement, filled)).map((growth) => `${growth} in ${statement.text}`))
  return statements.length > maxStatements ? [...growing, `${String(statements.length)} statements`] : growing
}

describe.skipIf(testDatabase.isEmbedded)('query plans in a company with 8,000 groups of twenty', () => {
  beforeAll(async () => {
    const kit = await createKit()
    await renewTables()
    deps = { ...kit.deps, clock: systemClock }
    for (const statement of [...largeDirectory(MEMBERS), ...largeGroups(GROUPS, GROUP_SIZE, MEMBERS)])
      await testPool().query(statement)
    await testPool().query(
      `insert into role_grants (id, userid, role, source, granted_at) values ('grt_ops', '${OPS}', 'ops', 'setting', now())`,
    )
    filled = await filledTables(testPool())
    return deleteStatistics
  }, 120_000)

  test('the registry reads only the rows it shows, for every role', async () => {
    const found: string[] = []
    for (const userid of ['u0000008', 'u0000001', 'u0005000', OPS]) {
      const actor = await currentActorOf({ deps }, userid)
      const first = await listGroups(deps, actor, {})
      found.push(...(await findFaults(() => listGroups(deps, actor, {}))))
      for (const waiting of groupTaskOwners)
        found.push(...(await findFaults(() => listGroups(deps, actor, { waiting }))))
      if (first.below?.next) {
        const after = first.below.next
        found.push(...(await findFaults(() => listGroups(deps, actor, { after }))))
      }
    }
    expect(found).toEqual([])
  })

  test('the table of all groups reads only the rows it shows, in each order and when searched', async () => {
    const actor = await currentActorOf({ deps }, OPS)
    const found: string[] = []
    for (const sort of registryOrders) {
      const { next } = await listGroupRegistry(deps, actor, { sort })
      found.push(...(await findFaults(() => listGroupRegistry(deps, actor, { sort }))))
      if (next) found.push(...(await findFaults(() => listGroupRegistry(deps, actor, { sort, after: next }))))
    }
    for (const q of ['来料异常', 'lailiao', '王'])
      found.push(...(await findFaults(() => listGroupRegistry(deps, actor, { q }))))
    expect(found).toEqual([])
  })

  test('home finds the group tasks of one person with one statement, by indexes', async () => {
    for (const userid of ['u0000008', 'u0000001', OPS]) {
      const actor = await currentActorOf({ deps }, userid)
      expect(await findFaults(() => listWaitingGroups(deps, actor), 1)).toEqual([])
    }
  })

  test('a group and its review read that group alone', async () => {
    const actor = await currentActorOf({ deps }, OPS)
    expect(await findFaults(() => getGroup(deps, actor, id(100)))).toEqual([])
  })

  test('deputies are searched in one group alone', async () => {
    const actor = await currentActorOf({ deps }, OPS)
    expect(await findFaults(() => findDeputies(deps, actor, { id: id(100), q: '王' }))).toEqual([])
    expect(await findFaults(() => findDeputies(deps, actor, { id: id(100), q: 'wang' }))).toEqual([])
  })

  test('a search for similar groups reads a bounded number of rows', async () => {
    const actor = await currentActorOf({ deps }, 'u0000008')
    expect(await findFaults(() => findSimilar(deps, actor, '来料异常'))).toEqual([])
  })

  test('the move of a member to another department reads only the groups of that member', async () => {
    expect(await findFaults(() => listMemberships(deps.db, 'u0000042', '', 50))).toEqual([])
    const enqueueDrift = () => deps.db.transaction((tx) => enqueueGroupDrift(tx, ['u0000042'], deps.clock.now()))
    expect(await findFaults(enqueueDrift)).toEqual([])
  })

  test('the daily group job reads only due rows', async () => {
    await testPool().query(`update chat_groups set review_due_on = current_date + 30`)
    await testPool().query(`update chat_groups set expires_on = current_date + 200`)
    await testPool().query('analyze chat_groups')
    expect(await findFaults(() => runDailyGroupJob(deps), 12)).toEqual([])
  })
})
