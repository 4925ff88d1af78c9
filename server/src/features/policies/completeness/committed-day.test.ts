import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import readXlsxFile from 'read-excel-file/node'
import { expect } from 'vitest'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../../../testing/fixtures/policy.ts'
import { createTestClient } from '../../../testing/http.ts'
import { test } from '../../../testing/kit.ts'
import { createSealer } from '../../audit/jobs/seal-audit.ts'
import { readDepartments } from '../backend-api/read-for-backend.ts'
import { readPeople } from '../backend-api/read-people.ts'
import { getBoard } from '../board/get-board.ts'
import { exportBundle } from '../evidence/bundle/export-bundle.ts'
import { snapshotBoards } from '../roster/jobs/snapshot-board.ts'
import { commitDueRosters } from './jobs/commit-due-rosters.ts'

const day = '2026-03-17'

test('board, files and API say that a past day is not in the log until its own roster is', async ({ kit }) => {
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
  const { requestAs, app } = createTestClient(deps)
  const download = async (body: object) => {
    const made = await requestAs(auditor, 'POST', `/api/policies/${id}/export`, { ...body, day })
    return app.request(((await made.json()) as OneTimeLink).path)
  }
  const everywhere = async () => {
    const sheets = await readXlsxFile(Buffer.from(await (await download({ format: 'xlsx' })).arrayBuffer()))
    const csv = await (await download({ format: 'csv' })).text()
    return {
      flags: [
        (await getBoard(deps, auditor, { id, day })).isCommitted,
        (await readDepartments(deps, id, { after: -1, asOf: day })).isCommitted,
        (await readPeople(deps, id, { asOf: day }, { hasNames: false })).isCommitted,
      ],
      sheet: sheets[0]!.data.find(([title]) => title === '截至')?.[2],
      csv: csv.trimEnd().split('\n').at(-1),
    }
  }
  const before = await everywhere()
  expect(before.flags).toEqual([false, false, false])
  expect(before.sheet).toMatch(/^当天的名单未存证；/)
  expect(before.csv).toMatch(/截至 2026-03-17 24:00，当天的名单未存证，.*is not in the evidence log/)
  for await (const _part of exportBundle(deps, { policy: id, day }, 'audra'));
  const after = await everywhere()
  expect(after.flags).toEqual([true, true, true])
  expect(after.sheet).toMatch(/^当天的名单已存证；/)
  expect(after.csv).toMatch(/截至 2026-03-17 24:00，当天的名单已存证，.*is in the evidence log/)
  const now = await getBoard(deps, auditor, { id })
  const { isCommitted } = await readPeople(deps, id, {}, { hasNames: false })
  expect([now.isCommitted, isCommitted]).toEqual([null, null])
})
