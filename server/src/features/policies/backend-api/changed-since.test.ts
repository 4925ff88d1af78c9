import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { expect } from 'vitest'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { test } from '../../../testing/kit.ts'
import { today } from '../../../access/grant-conditions.ts'
import { setPartner } from '../../accounts/partners/set-partner.ts'
import { askQuestion } from '../questions/ask-question.ts'
import { exemptPerson, setDueDate } from '../roster/change-person.ts'
import { readPeople } from './read-people.ts'

const DAY = 24

test('changedSince lists who became overdue, and no one whose state the due date left as it was', async ({ kit }) => {
  const { deps, given } = kit
  const { north, ...company } = await policyCompany(kit)
  const join = (userid: string, overrides: object = {}) => given.member({ userid, department: north, ...overrides })
  for (const userid of ['unsigned', 'extended', 'exempt', 'contractor']) await join(userid)
  await join('disabled', { status: 2 })
  const [signer, asker] = [await join('signer'), await join('asker')]
  const { author } = company
  await setPartner(deps, author, { userid: 'contractor', company: '顺达', sponsor: 'lead', endsOn: '2026-03-26' })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await readAndSign(kit, signer, id)
  const { versionId } = await openPolicy(kit, asker, id)
  await askQuestion(deps, asker, { id, versionId, clauseId: null, text: '平板算吗？' })
  await setDueDate(deps, author, { id, userid: 'extended', reason: '出差', dueOn: shiftDay(today(deps), 12) })
  await exemptPerson(deps, author, { id, userid: 'exempt', reason: '产假', until: null })

  const changed = async (changedSince: Date) => {
    const { items } = await readPeople(deps, id, { changedSince: changedSince.toISOString() }, { hasNames: false })
    return items.map(({ userid, state }) => `${userid} ${state}`)
  }
  const due = new Date('2026-03-24T15:59:59.999Z')
  deps.clock.advanceHours(1)
  const recorded = deps.clock.now()
  expect(await changed(recorded)).toEqual([])
  deps.clock.advanceHours(8 * DAY)
  const overdue = ['author overdue', 'contractor overdue', 'lead overdue', 'unsigned overdue']
  expect(await changed(recorded)).toEqual(overdue)
  // Inclusive, as the state changes at the instant that is due.
  expect(await changed(due)).toEqual(overdue)
  const afterDue = new Date(due.getTime() + 1)
  expect(await changed(afterDue)).toEqual([])
  deps.clock.advanceHours(5 * DAY)
  expect(await changed(afterDue)).toEqual(['contractor excluded', 'extended overdue'])
})
