import type { Role } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { afterEach, expect, it } from 'vitest'
import records from '../../locales/zh-CN/records.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import SigningRecordsPage from './pages/SigningRecordsPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it.each([
  ['auditor', [pagePaths.evidenceRoom], false],
  ['hr', [], true],
] as [Role, string[], boolean][])(
  'to %s the signing records say that they prove nothing, and link to the evidence at %j',
  (role, expected, isElsewhere) => {
    const initialState = sampleInitialState(samplePages['signing-records'], { me: { ...sampleMe, roles: [role] } })
    const page = mountUi(SigningRecordsPage, { parts: { initialState } })
    const intro = page.get('.admin-name > .sub')
    expect(intro.text()).toContain(records.purpose)
    expect(intro.findAll('a').map((link) => link.attributes('href'))).toEqual(expected)
    expect(intro.text().includes(records.evidenceElsewhere)).toBe(isElsewhere)
  },
)
