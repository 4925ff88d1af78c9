import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { DayCommitment } from '@desk/shared/policies/roster'
import { sql } from 'drizzle-orm'
import readXlsxFile from 'read-excel-file/node'
import { expect } from 'vitest'
import { policyRosters } from '../../../db/schema/index.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../../../testing/fixtures/policy.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { createSealer } from '../../audit/jobs/seal-audit.ts'
import { readDepartments } from '../backend-api/read-for-backend.ts'
import { readPeople } from '../backend-api/read-people.ts'
import { getBoard } from '../board/get-board.ts'
import { requirePublishedPolicy } from '../document/policy-queries.ts'
import { exportBundle } from '../evidence/bundle/export-bundle.ts'
import { zeroCounts } from '../roster/counts.ts'
import { snapshotBoards } from '../roster/jobs/snapshot-board.ts'
import { dayCommitment, listRostersOfDay } from './committed-day.ts'
import { commitDueRosters } from './jobs/commit-due-rosters.ts'

const day = '2026-03-17'

/** Publishes a policy, and lets its first day end. */
async function createPastDay(kit: Kit) {
  const { deps } = kit
  const company = await policyCompany(kit)
  const auditor = await kit.given.member({ userid: 'audra', department: company.north, roles: ['auditor'] })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await createSealer(deps)()
  // The roster of the publication is of that moment, not of the end of the day.
  await commitDueRosters(deps)
  deps.clock.advanceHours(24)
  await snapshotBoards(deps)
  await commitDueRosters(deps)
  const commit = async () => {
    for await (const _part of exportBundle(deps, { policy: id, day }, 'audra'));
  }
  return { auditor, id, north: company.north, commit }
}

/** Stores other counts with every roster, as nothing in the product does. */
async function changeCommittedCounts({ deps: { db } }: Kit, counts: Record<string, number>) {
  await db.execute(sql`alter table policy_rosters disable trigger user`)
  await db.update(policyRosters).set({ counts })
  await db.execute(sql`alter table policy_rosters enable trigger user`)
}

test('board, files and API say whether the log has the roster of a past day, and whether with the same numbers', async ({
  kit,
}) => {
  const { deps } = kit
  const { auditor, id, north, commit } = await createPastDay(kit)
  const { requestAs, app } = createTestClient(deps)
  const download = async (body: object) => {
    const linkResponse = await requestAs(auditor, 'POST', `/api/policies/${id}/export`, { ...body, day })
    return app.request(((await linkResponse.json()) as OneTimeLink).path)
  }
  const readEverywhere = async (filter: object = {}) => {
    const sheets = await readXlsxFile(Buffer.from(await (await download({ format: 'xlsx', ...filter })).arrayBuffer()))
    const csv = await (await download({ format: 'csv', ...filter })).text()
    const departments = await readDepartments(deps, id, { after: -1, asOf: day })
    const people = await readPeople(deps, id, { asOf: day }, { hasNames: false })
    return {
      commitments: [(await getBoard(deps, auditor, { id, day })).commitment, departments.commitment, people.commitment],
      flags: [departments.isCommitted, people.isCommitted],
      sheet: sheets[1]!.data.flat().find((cell) => String(cell).startsWith('当天的名单')),
      csv: csv.trimEnd().split('\n').at(-1),
    }
  }
  const none = {
    commitments: ['none', 'none', 'none'],
    flags: [false, false],
    sheet: '当天的名单未存证。',
    csv: expect.stringMatching(/截至 2026-03-17 24:00，当天的名单未存证，.*is not in the evidence log/),
  }
  expect(await readEverywhere()).toEqual(none)
  await commit()
  const same = {
    commitments: ['same', 'same', 'same'],
    flags: [true, true],
    sheet: '当天的名单已存证，人数一致。',
    csv: expect.stringMatching(/截至 2026-03-17 24:00，当天的名单已存证，人数一致，.*with the same numbers/),
  }
  expect(await readEverywhere()).toEqual(same)
  // For the list of a department, too, the stored numbers of the company are compared.
  expect(await readEverywhere({ department: north })).toEqual(same)
  await changeCommittedCounts(kit, { signed: 1 })
  const differs = {
    commitments: ['differs', 'differs', 'differs'],
    flags: [false, false],
    sheet: '当天的名单已存证，但人数与存证的不同：存证前后有人匿名化、换部门、账号停用或启用，或记录被改过。',
    csv: expect.stringMatching(
      /当天的名单已存证，但人数与存证的不同：存证前后有人匿名化、.*but with other numbers: people were erased or moved,/,
    ),
  }
  expect(await readEverywhere()).toEqual(differs)
  // The roster that another export logs agrees with the list, and does not take the place of the first.
  deps.clock.advanceHours(1)
  await commit()
  expect(await readEverywhere()).toEqual(differs)
  const present = await getBoard(deps, auditor, { id })
  const { isCommitted, commitment } = await readPeople(deps, id, {}, { hasNames: false })
  expect([present.commitment, isCommitted, commitment]).toEqual([null, null, null])
})

test('a list agrees with a committed roster that counts earlier versions separately if the sums of its states are the same', async ({
  kit,
}) => {
  const { deps } = kit
  const { id, commit } = await createPastDay(kit)
  await commit()
  const policy = await requirePublishedPolicy(deps.db, id)
  const listed = { ...zeroCounts, signed: 3, pending: 2, overdue: 1, exempt: 1 }
  const committed: [Record<string, number>, DayCommitment][] = [
    [{ signed: 3, pending: 2, overdue: 1, exempt: 1 }, 'same'],
    [{ signed: 1, signed_earlier: 2, pending: 2, overdue: 1, exempt: 1 }, 'same'],
    [{ signed: 3, pending: 1, lapsed: 2, exempt: 1 }, 'same'],
    [{ signed: 3, signed_earlier: 1, pending: 2, overdue: 1, exempt: 1 }, 'differs'],
    [{ signed: 3, pending: 3, lapsed: 0, exempt: 1 }, 'differs'],
    [{ signed: 3, pending: 2, overdue: 1 }, 'differs'],
    [{ signed: 3, pending: 2, overdue: 1, excluded: 1 }, 'differs'],
  ]
  for (const [counts, expected] of committed) {
    await changeCommittedCounts(kit, counts)
    expect([counts, await dayCommitment(deps, policy, day, listed)]).toEqual([counts, expected])
  }
})

test('of rosters that were committed at one instant, the one with the first id counts as the first', async ({
  kit,
}) => {
  const { deps } = kit
  const { id } = await createPastDay(kit)
  const policy = await requirePublishedPolicy(deps.db, id)
  const [published] = await deps.db.select().from(policyRosters)
  const row = { ...published!, why: 'export' as const, day, at: deps.clock.now() }
  await deps.db.insert(policyRosters).values([
    { ...row, id: 'ros_2' },
    { ...row, id: 'ros_1' },
  ])
  const rosters = await listRostersOfDay(deps, policy, { day, limit: 2 })
  expect(rosters.map((roster) => roster.id)).toEqual(['ros_1', 'ros_2'])
})
