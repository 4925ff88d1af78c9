import { expect } from 'vitest'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../testing/fixtures/closings.ts'
import { dutiesOf, findDuties, numbersOf } from '../../testing/fixtures/duties.ts'
import { ask, feedbackCompany, solve } from '../../testing/fixtures/feedback.ts'
import { command, incidentCompany, report } from '../../testing/fixtures/incidents.ts'
import { createApprovedChange, toPosition } from '../../testing/fixtures/info-change.ts'
import { test } from '../../testing/kit.ts'
import { countHandled } from '../incidents/model/handled-by-queries.ts'
import { viewerOf } from '../incidents/model/handling-people.ts'

test('answered problems are counted for the management department and for the department of the asker', async ({
  kit,
}) => {
  const people = await feedbackCompany(kit)
  const { admin, southAdmin, ops, asker } = people
  const { id } = await ask(kit, asker, '会议室的投屏连不上')
  await solve(kit, people, id)
  const numbers = (answered: number) => [
    ['waiting', 0],
    ['answered', answered],
  ]
  expect(await numbersOf(kit, ops, 'answer_problems')).toEqual(numbers(1))
  expect(await numbersOf(kit, admin, 'collect_problems')).toEqual(numbers(1))
  expect(await numbersOf(kit, southAdmin, 'collect_problems')).toEqual(numbers(0))
})

test('closed incidents are counted for those who handled them, even for an admin who has no open one', async ({
  kit,
}) => {
  const { handler, second, admin, stranger, reporter } = await incidentCompany(kit)
  const ids = [
    [handler, await report(kit, reporter)],
    [handler, await report(kit, reporter, { involved: ['second'] })],
    [admin, await report(kit, reporter, { recipient: 'department' })],
  ] as const
  for (const [who, id] of ids) {
    await command(kit, who, id, { command: 'acknowledge' })
    await command(kit, who, id, { command: 'close', result: 'not', text: '未发现异常' })
  }
  const numbers = (closed: number) => [
    ['waiting', 0],
    ['closed', closed],
  ]
  expect(await numbersOf(kit, handler, 'handle_incidents')).toEqual(numbers(2))
  expect(await numbersOf(kit, second, 'handle_incidents')).toEqual(numbers(1))
  expect(await numbersOf(kit, admin, 'handle_incidents')).toEqual(numbers(1))
  expect(findDuties(await dutiesOf(kit, stranger), 'handle_incidents')).toEqual([])
  const viewer = await viewerOf(kit.deps.db, handler)
  expect(await countHandled(kit.deps.db, viewer, 1)).toEqual({ open: 0, closed: 1 })
})

test('closed incidents are counted also when most of the newer assignments are open', async ({ kit }) => {
  const { handler, reporter } = await incidentCompany(kit)
  const closed = [await report(kit, reporter), await report(kit, reporter)]
  for (const id of closed) {
    await command(kit, handler, id, { command: 'acknowledge' })
    await command(kit, handler, id, { command: 'close', result: 'not', text: '未发现异常' })
  }
  const viewer = await viewerOf(kit.deps.db, handler)
  // With this limit the eight newest assignments are read first.
  expect(await countHandled(kit.deps.db, viewer, 2)).toEqual({ open: 0, closed: 2 })
  for (let newer = 0; newer < 9; newer += 1) {
    kit.deps.clock.advanceSeconds(60)
    await report(kit, reporter)
  }
  expect(await countHandled(kit.deps.db, viewer, 2)).toEqual({ open: 9, closed: 2 })
  // Counted up to the limit, as before.
  expect(await countHandled(kit.deps.db, viewer, 1)).toEqual({ open: 9, closed: 1 })
})

test('decided requests are counted for the person who decided them', async ({ kit }) => {
  const { admin, ops } = await createApprovedChange(kit, toPosition)
  const numbers = (handled: number) => [
    ['waiting', 0],
    ['handled', handled],
  ]
  expect(await numbersOf(kit, admin, 'verify_changes')).toEqual(numbers(1))
  expect(await numbersOf(kit, ops, 'verify_changes')).toEqual(numbers(0))
})

test('disabled accounts are counted for HR', async ({ kit }) => {
  const company = await closingCompany(kit)
  await handOver(kit, company, await openFor(kit, company), company.mate)
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  expect(await numbersOf(kit, company.hr, 'close_accounts')).toEqual([
    ['in_progress', 0],
    ['disabled', 1],
  ])
})
