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
import {
  applyChanges,
  createRosterCompany,
  everyone,
  partnersAndAdmins,
  type RosterChange,
} from '../../../testing/fixtures/roster-changes.ts'
import { syncMember } from '../../../testing/fixtures/confirmation.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { today } from '../../../access/grant-conditions.ts'
import { setPartner } from '../../accounts/partners/set-partner.ts'
import { askQuestion } from '../questions/ask-question.ts'
import { exemptPerson, setDueDate } from '../roster/change-person.ts'
import { readPeople } from './read-people.ts'

test('changedSince lists who became overdue, and no one whose state the due date did not change', async ({ kit }) => {
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
  deps.clock.advanceDays(8)
  const overdue = ['author overdue', 'contractor overdue', 'lead overdue', 'unsigned overdue']
  expect(await changed(recorded)).toEqual(overdue)
  // `changedSince` is inclusive: the state changes at the due instant.
  expect(await changed(due)).toEqual(overdue)
  const afterDue = new Date(due.getTime() + 1)
  expect(await changed(afterDue)).toEqual([])
  deps.clock.advanceDays(5)
  expect(await changed(afterDue)).toEqual(['contractor excluded', 'extended overdue'])
})

const changedAfter = async ({ deps }: Kit, id: PolicyId, since: Date) =>
  (await readPeople(deps, id, { changedSince: since.toISOString() }, { hasNames: false })).items.map(
    ({ userid }) => userid,
  )

test.for<[title: string, change: RosterChange, before: readonly RosterChange[]]>([
  ['was disabled', 'disable', []],
  ['was enabled', 'return', ['disable']],
  ['was moved', 'move', []],
  ['was reached again', 'reached', ['unreached']],
  ['is no longer a partner', 'release', ['partner']],
  ['came into the audience again after a personal due date', 'grant', ['grant', 'setDue', 'endRole']],
])('changedSince lists who %s', async ([, change, before], { kit }) => {
  const company = await createRosterCompany(kit, change === 'grant' ? partnersAndAdmins : everyone)
  const toSteps = (changes: readonly RosterChange[]) => changes.map((step) => ({ change: step, who: 'wang', n: 1 }))
  expect((await applyChanges(kit, company, toSteps(before))).split(', ').filter(Boolean)).toHaveLength(before.length)
  kit.deps.clock.advanceHours(1)
  const since = kit.deps.clock.now()
  expect(await changedAfter(kit, company.id, since)).toEqual([])
  expect(await applyChanges(kit, company, toSteps([change]))).toContain(change)
  expect(await changedAfter(kit, company.id, since)).toEqual(['wang'])
})

test('changedSince lists who was renamed', async ({ kit }) => {
  const { id } = await createRosterCompany(kit)
  kit.deps.clock.advanceHours(1)
  const since = kit.deps.clock.now()
  await syncMember(kit, 'wang', { name: '王芳' })
  expect(await changedAfter(kit, id, since)).toEqual(['wang'])
})

test('people without a main department are listed with the root department, as they are counted', async ({ kit }) => {
  const { id, root } = await createRosterCompany(kit)
  await kit.given.member({ userid: 'nowhere', departments: [], mainDepartment: null })
  const listInDepartment = async (department: string) =>
    (await readPeople(kit.deps, id, { department }, { hasNames: false })).items.map(({ userid }) => userid)
  expect(await listInDepartment(String(root))).toContain('nowhere')
  expect(await listInDepartment('0')).toEqual(await listInDepartment(String(root)))
  expect(await listInDepartment('2')).not.toContain('nowhere')
})
