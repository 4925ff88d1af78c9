import { sha256 } from '../../../kernel/hash.ts'
import { expect } from 'vitest'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { lostDeviceCompany, report } from '../../../testing/fixtures/lost-device.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { insertCase, MAX_OPEN_CASES } from '../cases/case-queries.ts'
import type { LostPhase } from '@desk/shared/lost-device/lost-device'
import { getLostBoard } from './get-case.ts'
import { summarizeWaitingCases } from './waiting-cases.ts'

/** Inserts as many cases as the lists show, all in this phase. */
const insertCases = ({ deps }: Kit, phase: LostPhase, departmentPath: number[]) =>
  deps.db.transaction(async (tx) => {
    for (let index = 0; index < MAX_OPEN_CASES; index += 1) {
      const subjectId = `${phase}${String(index)}`
      await insertCase(tx, {
        id: deps.ids.next('request'),
        no: `${phase}-${String(index)}`,
        payload: { subjectId, why: 'planned', lastSeenAt: null, note: '' },
        departmentPath,
        idempotencyKey: subjectId,
        bodyHash: sha256(subjectId),
        label: subjectId,
        reporterId: subjectId,
        reporterKind: 'owner',
        phase,
        reportedAt: deps.clock.now(),
      })
    }
  })

test('a report is on home and first on the board, however many changes of phone are open', async ({ kit }) => {
  const { company, subject, other, admin, ops, colleague, department } = await lostDeviceCompany(kit)
  await insertCases(kit, 'aftercare', [company, department])
  const ownReport = await report(kit, other, other.userid, { why: 'planned' })
  kit.deps.clock.advanceSeconds(60)
  const { id } = await report(kit, colleague, subject.userid)
  await drainOutbox(kit.deps)
  expect((await summarizeWaitingCases(kit.deps, admin)).urgent.map((row) => row.id)).toEqual([id])
  expect(await summarizeWaitingCases(kit.deps, other)).toMatchObject({ count: 1, first: ownReport.id })
  const board = await getLostBoard(kit.deps, ops)
  expect([board.items.map((row) => row.id), board.total]).toEqual([[id], 1])
})

test('the board lists a report before accounts that are locked, and states the number of all open cases', async ({
  kit,
}) => {
  const { company, subject, admin, ops, colleague, department } = await lostDeviceCompany(kit)
  await insertCases(kit, 'locked', [company, department])
  kit.deps.clock.advanceSeconds(60)
  const { id } = await report(kit, colleague, subject.userid)
  await drainOutbox(kit.deps)
  for (const actor of [ops, admin]) {
    const { items, total } = await getLostBoard(kit.deps, actor)
    expect([items[0]?.id, items.length, total]).toEqual([id, MAX_OPEN_CASES, MAX_OPEN_CASES + 1])
  }
  expect((await summarizeWaitingCases(kit.deps, admin)).urgent.map((row) => row.id)).toEqual([id])
})

test('a report on home names who is notified when nobody decides in time, except to that person', async ({ kit }) => {
  const { company, subject, admin, colleague, second } = await lostDeviceCompany(kit)
  await kit.given.member({ department: company, userid: 'boss', name: '总监', adminOf: [company] })
  await report(kit, colleague, subject.userid)
  await drainOutbox(kit.deps)
  const onCall = async (actor = admin) => (await summarizeWaitingCases(kit.deps, actor)).urgent[0]?.onCall
  expect(await onCall()).toBe('周启明')
  for (let minute = 0; minute < 6; minute += 1) {
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
  }
  expect(await onCall()).toBe('周启明')
  expect(await onCall(second)).toBeNull()
})
