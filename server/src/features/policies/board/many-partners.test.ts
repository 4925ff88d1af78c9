import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../../../testing/fixtures/policy.ts'
import { recordStatements } from '../../../testing/database/query-plan.ts'
import { testDatabase } from '../../../testing/database/test-database.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'
import { requirePublishedPolicy } from '../document/policy-queries.ts'
import { peopleOf, selectRoster } from '../evidence/roster-rows.ts'
import { WHOLE_COMPANY } from '../roster/count-queries.ts'
import { listByDepartment, START } from './list-by-department.ts'
import { listPeople } from './list-people.ts'

const PEOPLE = 1_300

/**
 * Creates people of whom all but every tenth are partners: more than are looked up one by one. They are in the root, in two
 * departments, and in none.
 */
async function createManyPartners(kit: Kit) {
  await kit.given.department({ id: ROOT_DEPARTMENT })
  const company = await policyCompany(kit)
  const { db } = kit.deps
  const places = sql`(array[${ROOT_DEPARTMENT}::int, null, ${company.south}::int, ${company.north}::int])[1 + n % 4]`
  await db.execute(sql`insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at)
    select 'Many' || lpad(n::text, 4, '0'), '成员' || n, '', array[${company.north}::int], ${places}, '', '', 1, now()
    from generate_series(1, ${PEOPLE}::int) n`)
  await db.execute(sql`insert into partners (userid, company, sponsor, ends_on, since, set_by)
    select lower(userid), '顺达', 'lead', '2027-03-17', '2020-01-01', 'lead' from members
    where userid like 'Many%' and right(userid, 1) <> '0'`)
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  return { id, lead: company.lead, south: company.south }
}

test('more partners than are looked up one by one are listed by department, page by page, each once', async ({
  kit,
}) => {
  const { id, lead } = await createManyPartners(kit)
  const seen: string[] = []
  let after: string | undefined
  do {
    const page = await listPeople(kit.deps, lead, { id, partner: '1', ...(after !== undefined && { after }) })
    seen.push(...page.items.map(({ userid }) => userid))
    after = page.next ?? undefined
  } while (after !== undefined)
  const { rows } = (await kit.deps.db
    .execute(sql`select userid from members where userid like 'Many%' and right(userid, 1) <> '0'
    order by coalesce(main_department_id, ${ROOT_DEPARTMENT}::int), userid`)) as unknown as {
    rows: { userid: string }[]
  }
  expect(seen).toEqual(rows.map(({ userid }) => userid))
}, 60_000)

test('among many partners those in a rare state are found, and in a state without partners none', async ({ kit }) => {
  const { id, lead } = await createManyPartners(kit)
  await kit.deps.db.execute(sql`insert into policy_unreached (userid, since) values ('many1299', now())`)
  await kit.deps.db.execute(sql`insert into policy_recounts (policy_id, department_id) values (${id}, null)`)
  const listUserids = async (state: 'undelivered' | 'signed') =>
    (await listPeople(kit.deps, lead, { id, partner: '1', state })).items.map(({ userid }) => userid)
  expect(await listUserids('undelivered')).toEqual(['Many1299'])
  expect(await listUserids('signed')).toEqual([])
}, 60_000)

test.skipIf(testDatabase.isEmbedded)(
  'a list of partners looks up nobody in a state that nobody has, and in a rare one only those of its departments',
  async ({ kit }) => {
    const { id, lead } = await createManyPartners(kit)
    await kit.deps.db.execute(sql`insert into policy_unreached (userid, since) values ('many1299', now())`)
    await kit.deps.db.execute(sql`insert into policy_recounts (policy_id, department_id) values (${id}, null)`)
    await listPeople(kit.deps, lead, { id })
    const countRosters = async (state: 'undelivered' | 'signed') => {
      const statements = await recordStatements(() => listPeople(kit.deps, lead, { id, partner: '1', state }))
      return statements.filter(({ text }) => text.includes('is_partner')).length
    }
    expect(await countRosters('signed')).toBe(0)
    const rosters = await countRosters('undelivered')
    expect(rosters).toBeGreaterThan(0)
    // Those of one department of four fit into a few batches.
    expect(rosters).toBeLessThan(5)
  },
  60_000,
)

test('while a recount waits, partners are found in a state that the counters do not show yet', async ({ kit }) => {
  const { id, lead } = await createManyPartners(kit)
  await listPeople(kit.deps, lead, { id })
  await kit.deps.db.execute(sql`insert into policy_unreached (userid, since) values ('many1299', now())`)
  await kit.deps.db.execute(sql`insert into policy_recounts (policy_id, department_id) values (${id}, null)`)
  const policy = await requirePublishedPolicy(kit.deps.db, id)
  const selection = { scope: WHOLE_COMPANY, state: 'undelivered', filters: { partner: '1' } } as const
  const rows = await listByDepartment(kit.deps, policy, selection, { after: START, limit: 10 })
  expect(rows.map(({ userid }) => userid)).toEqual(['Many1299'])
}, 60_000)

test('a search among many partners shows only those who match', async ({ kit }) => {
  const { id, lead } = await createManyPartners(kit)
  await kit.deps.db.execute(sql`update members set name_key = name where userid like 'Many%'`)
  const { items } = await listPeople(kit.deps, lead, { id, partner: '1', q: '成员1299' })
  expect(items.map(({ userid }) => userid)).toEqual(['Many1299'])
}, 60_000)

test('a file of many partners has each of them once, by userid', async ({ kit }) => {
  const { id, lead } = await createManyPartners(kit)
  const selected = await selectRoster(kit.deps, lead, { policy: id, partner: '1' })
  const listed: string[] = []
  for await (const people of peopleOf(selected!)) listed.push(...people.map(({ userid }) => userid))
  const numbers = Array.from({ length: PEOPLE }, (_, index) => String(index + 1).padStart(4, '0'))
  expect(listed).toEqual(numbers.filter((number) => !number.endsWith('0')).map((number) => `Many${number}`))
}, 60_000)

test('a file of many exempt people has each of them once, also within a department', async ({ kit }) => {
  const { id, lead, south } = await createManyPartners(kit)
  // Userids in mixed case; one of the people also has an exemption that ended.
  await kit.deps.db.execute(
    sql`update members set userid = lower(userid) where userid like 'Many%' and right(userid, 1) < '5'`,
  )
  await kit.deps.db.execute(sql`insert into policy_exemptions (id, policy_id, userid, reason, by, at, ended_at)
    select 'exm_many' || n || userid, ${id}, userid, '长假', 'lead', now(), case when n = 2 then now() end
    from members cross join generate_series(1, 2) n where lower(userid) like 'many%' and (n = 1 or userid = 'many0001')`)
  const listOf = async (query: Record<string, string>) => {
    const listed: string[] = []
    const selected = await selectRoster(kit.deps, lead, { policy: id, state: 'exempt', ...query })
    for await (const people of peopleOf(selected!)) listed.push(...people.map(({ userid }) => userid.toLowerCase()))
    return listed.toSorted()
  }
  const everybody = Array.from({ length: PEOPLE }, (_, index) => `many${String(index + 1).padStart(4, '0')}`)
  expect(await listOf({})).toEqual(everybody)
  const inSouth = everybody.filter((userid) => Number(userid.slice(4)) % 4 === 2)
  expect(await listOf({ department: String(south) })).toEqual(inSouth)
  expect(await listOf({ partner: '1' })).toHaveLength(everybody.filter((userid) => !userid.endsWith('0')).length)
}, 60_000)
