import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { rowsOf } from '../../db/rows-of.ts'
import { beginEmployments } from '../../directory/employment-queries.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../fixtures/policy.ts'
import { type Kit, test } from '../kit.ts'
import { driverStatements, readStatements, submitStatements } from './driver-statements.ts'
import { deskCases } from './large-cases.ts'
import { largeDirectory, largeHistory } from './large-company.ts'
import { confirmationStatements } from './large-confirmation.ts'
import { largeDesk, pastStatements } from './large-desk.ts'
import { largeGroups } from './large-groups.ts'
import { companyStatements, roleStatements } from './large-policy-company.ts'
import { runScript, testDatabase } from './test-database.ts'

// Measurements are run manually only: without these tests a change of the schema would break the statements that they alone use.

const MEMBERS = 200
const REQUESTS = 1_000

/** Runs the statements, and returns those that inserted no row. */
async function findEmptyInserts(statements: readonly string[]): Promise<string[]> {
  const empty: string[] = []
  for (const statement of statements) {
    const changed = await runScript(statement)
    if (statement.includes('insert into') && changed === 0) empty.push(statement)
  }
  return empty
}

type Statement = { text: string; values: unknown[] }
type Client = { query(text: string, values: unknown[]): Promise<unknown> }

async function runAll(statements: readonly Statement[]): Promise<void> {
  const { $client } = testDatabase.db as unknown as { $client: Client }
  for (const { text, values } of statements) await $client.query(text, values)
}

/** Begins the employments of all members, as the first sync does. */
async function beginAllEmployments({ db }: Kit['deps']): Promise<void> {
  const members = await rowsOf<{ userid: string }>(db, sql`select userid from members`)
  const userids = members.map(({ userid }) => userid)
  await db.transaction((tx) => beginEmployments(tx, userids, null))
}

test('requests and groups are generated for a company that a sync has read, and the driver reads and writes its requests', async ({
  kit,
}) => {
  expect(await findEmptyInserts(largeDirectory(MEMBERS))).toEqual([])
  await beginAllEmployments(kit.deps)
  const fill = [...largeHistory(REQUESTS), ...largeGroups(20, 8, MEMBERS)]
  expect(await findEmptyInserts(fill)).toEqual([expect.stringContaining('into employments')])
  const [request] = await rowsOf<{ id: string; applicant: string; approver: string }>(
    kit.deps.db,
    sql`select id, applicant_id as applicant, userid as approver from requests join request_candidates on request_id = id limit 1`,
  )
  for (const statementsOf of Object.values(readStatements)) await runAll(statementsOf(request!))
  await runAll(submitStatements.map((text) => ({ text, values: ['req_driver', request!.applicant] })))
})

test('the rows of a desk are generated for a company with a published policy, and the driver reads and writes its rows', async ({
  kit,
}) => {
  const { author, lead } = await policyCompany(kit)
  const policyId = await createPublishedPolicy(kit, { author, lead }, draftOf([clause('1')]))
  const sizes = { members: MEMBERS, policies: 1, signatures: MEMBERS, signsEvery: 5, isCounted: true }
  const fill = [
    ...companyStatements(sizes),
    ...pastStatements(policyId),
    ...roleStatements,
    ...confirmationStatements,
    ...deskCases(author.userid),
    ...largeDesk({ members: MEMBERS, prefix: 'm', policyId }),
  ]
  expect(await findEmptyInserts(fill)).toEqual([])
  const subjects = { applicant: 'm0000001', approver: 'm0000002', author: author.userid, requestId: 'req_1', policyId }
  for (const statementsOf of Object.values(driverStatements(subjects))) await runAll(statementsOf(1))
})
