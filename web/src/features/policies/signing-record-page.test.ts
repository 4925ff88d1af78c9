import type { Role } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { afterEach, expect, it } from 'vitest'
import records from '../../locales/zh-CN/records.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleRecord } from '../../testing/samples/sample-records.ts'
import SigningRecordPage from './pages/SigningRecordPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const mountPage = (roles: readonly Role[]) => {
  const initialState = sampleInitialState(
    { name: 'signing-record', data: sampleRecord },
    { me: { ...sampleMe, roles: [...roles] } },
  )
  return mountUi(SigningRecordPage, { parts: { initialState } })
}

it.each([
  ['auditor', 1],
  ['compliance', 1],
  ['hr', 0],
] as const)('to %s the record of a person links %i times to the texts of the policy that is shown', (role, count) => {
  const links = mountPage([role])
    .findAll('a')
    .filter((link) => link.text() === records.texts)
    .map((link) => link.attributes('href'))
  expect(links).toEqual(Array.from({ length: count }, () => pagePaths.policyText(sampleRecord.selected ?? '')))
})

it('the seconds of each clause are drawn, and stand in a table', () => {
  const clauses = sampleRecord.events.flatMap(({ signature }) => signature?.reading?.clauses ?? [])
  const card = mountPage(['auditor']).get('section[aria-labelledby=record-seconds]')
  expect(card.get('[role=img]').attributes('aria-label')).toContain('最久')
  expect(card.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text()))).toEqual(
    clauses.map(({ no, seconds }) => [no, String(seconds)]),
  )
})
