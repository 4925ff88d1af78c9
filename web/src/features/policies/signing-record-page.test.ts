import type { Role } from '@desk/shared/identity/actor'
import { flushPromises } from '@vue/test-utils'
import type { PersonRecord } from '@desk/shared/policies/record-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { afterEach, expect, it } from 'vitest'
import records from '../../locales/zh-CN/records.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleRecord } from '../../testing/samples/policies/sample-records.ts'
import SigningRecordPage from './pages/SigningRecordPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const mountPage = (roles: readonly Role[], record = sampleRecord) => {
  const initialState = sampleInitialState(
    { name: 'signing-record', data: record },
    { me: { ...sampleMe, roles: [...roles] } },
  )
  return mountUi(SigningRecordPage, { parts: { initialState } })
}

it.each([
  ['auditor', 'links to the texts of the policy shown', 1],
  ['compliance', 'links to the texts of the policy shown', 1],
  ['hr', 'has no link to the texts of the policy', 0],
] as const)('for the role %s, the record of a person %s', (role, _link, count) => {
  const links = mountPage([role])
    .findAll('a')
    .filter((link) => link.text() === records.texts)
    .map((link) => link.attributes('href'))
  expect(links).toEqual(Array.from({ length: count }, () => pagePaths.policyText(sampleRecord.selected ?? '')))
})

it.each([
  ['auditor', 'links to the evidence room', [`${pagePaths.evidenceRoom}?person=luowenjing&policy=pol_0sample1`]],
  ['hr', 'has no link to the evidence room', []],
] as [Role, string, string[]][])('for the role %s, the record of a person %s', (role, _link, expected) => {
  const links = mountPage([role])
    .findAll('a')
    .filter((link) => link.text() === records.room)
  expect(links.map((link) => link.attributes('href'))).toEqual(expected)
})

it('a record that was opened from the list of a policy leads back to that list, also with another policy', async () => {
  const initialState = sampleInitialState({ name: 'signing-record', data: sampleRecord }, { me: sampleMe })
  const page = mountUi(SigningRecordPage, {
    path: '/signing-records/zhaolixia?policy=pol_0sample1&from=people',
    parts: { initialState },
  })
  await flushPromises()
  const back = pagePaths.policyPeople('pol_0sample1')
  expect(page.get('.admin-back').attributes('href')).toBe(back)
  expect(page.findAll('.desk-crumbs a').at(-1)?.attributes('href')).toBe(back)
  for (const link of page.findAll('.record-policy')) expect(link.attributes('href')).toMatch(/&from=people$/)
})

it('the seconds of each clause are drawn, and stand in a table', () => {
  const clauses = sampleRecord.events.flatMap(({ signature }) => signature?.reading?.clauses ?? [])
  const card = mountPage(['auditor']).get('section[aria-labelledby=record-seconds]')
  expect(card.get('[role=img]').attributes('aria-label')).toContain('最久')
  expect(card.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text()))).toEqual(
    clauses.map(({ no, seconds }) => [no, String(seconds)]),
  )
})

it.each([
  ['without a note', 'signed', '1.0', null],
  ['as one of another version', 'pending', '2.0', records.otherVersion('1.0', '2.0')],
  ['as out of date', 'overdue', '1.0', records.otherVersion('1.0', '1.0')],
] as const)(
  'the receipt of version 1.0 is shown %s, where the state is %s and the version %s',
  (_title, state, label, note) => {
    const policies = sampleRecord.policies.map((status) =>
      status.id === sampleRecord.selected ? { ...status, state, label } : status,
    )
    const proof = mountPage(['auditor'], { ...sampleRecord, policies }).get('section[aria-labelledby=record-proof]')
    expect(proof.get('label').text()).toBe('1.0 版的凭证码')
    expect(proof.findAll('p').map((line) => line.text())).toEqual(note === null ? [] : [note])
  },
)

it('a policy for which the person is not counted is not among those that they have to sign', () => {
  const [signed, unsigned] = sampleRecord.policies
  if (!signed || !unsigned) throw new Error('unreachable')
  const policies: PersonRecord['policies'] = [signed, unsigned, { ...unsigned, id: 'pol_0sample3', state: 'excluded' }]
  expect(
    mountPage(['auditor'], { ...sampleRecord, policies })
      .get('#record-policies')
      .text(),
  ).toBe(records.heading(1, 2))
})

it('the card of the seconds says why those of the clauses add up to more than the total', () => {
  expect(mountPage(['auditor']).get('section[aria-labelledby=record-seconds]').text()).toContain(records.secondsHint)
})

it('each time of the record has its year, even in the current year', () => {
  const times = mountPage(['auditor'])
    .get('section[aria-labelledby=record-timeline]')
    .findAll('time')
    .map((time) => time.text())
  expect(times).toHaveLength(sampleRecord.events.length)
  for (const time of times) expect(time).toMatch(/^\d{4}\s年/)
})

it('each policy of the record states the year in which it was signed or is due', () => {
  const lines = mountPage(['auditor'])
    .findAll('.record-policy')
    .map((line) => line.text())
  expect(lines).toHaveLength(sampleRecord.policies.length)
  for (const line of lines) expect(line).toMatch(/\d{4}\s年/)
})

it('the columns of the seconds have the numbers of their clauses, and no clause is the longest where all are equal', () => {
  const secondsOf = (clauses: { no: string; seconds: number }[]) => {
    const events = sampleRecord.events.map((event) =>
      event.signature?.reading
        ? { ...event, signature: { ...event.signature, reading: { ...event.signature.reading, clauses } } }
        : event,
    )
    return mountPage(['auditor'], { ...sampleRecord, events }).get('section[aria-labelledby=record-seconds]')
  }
  const even = secondsOf(['前言', '1.1'].map((no) => ({ no, seconds: 1 })))
  expect(even.text()).toContain(records.secondsEven(1, 2))
  expect(even.text()).not.toContain('最久')
  expect(even.findAll('svg text').map((tick) => tick.text())).toEqual(['前言', '1.1'])
  const many = secondsOf(Array.from({ length: 20 }, (_, index) => ({ no: String(index), seconds: index })))
  expect(many.findAll('svg text').map((tick) => tick.text())).toEqual(['0', '3', '6', '9', '12', '15', '18'])
})

it.each(['messages', 'decisions'] as const)('a record without %s says that there are none of them', async (part) => {
  const events = sampleRecord.events.filter(({ kind }) => kind === 'signed')
  const card = mountPage(['auditor'], { ...sampleRecord, events }).get('section[aria-labelledby=record-timeline]')
  const choice = card.findAll('button').find((button) => button.text() === records.parts[part](0))
  await choice?.trigger('click')
  expect(card.text()).toContain(records.empties[part])
  expect(card.text()).not.toContain(records.empties.all)
})

it('the record says in which time zone its times are', () => {
  expect(mountPage(['auditor']).get('section[aria-labelledby=record-timeline]').text()).toContain(records.zone())
})
