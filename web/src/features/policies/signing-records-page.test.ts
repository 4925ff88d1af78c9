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
  ['auditor', 'link to the evidence room', [pagePaths.evidenceRoom], false],
  ['hr', 'name those who can verify a signature', [], true],
] as [Role, string, string[], boolean][])(
  'for the role %s, the signing records say that they contain no verification, and %s',
  (role, _link, expected, isElsewhere) => {
    const initialState = sampleInitialState(samplePages['signing-records'], { me: { ...sampleMe, roles: [role] } })
    const page = mountUi(SigningRecordsPage, { parts: { initialState } })
    const intro = page.get('.admin-name > .sub')
    expect(intro.text()).toContain(records.purpose)
    expect(intro.findAll('a').map((link) => link.attributes('href'))).toEqual(expected)
    expect(intro.text().includes(records.evidenceElsewhere)).toBe(isElsewhere)
  },
)
