import { flushPromises } from '@vue/test-utils'
import type { Role } from '@desk/shared/identity/actor'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import MePage from './pages/MePage.vue'

it.each<[Role[]]>([[['hr', 'ops', 'incident_handler']], [['hr', 'compliance', 'incident_handler']], [[]]])(
  'no two rows of the page 我的 have the same icon, with the roles %j',
  async (roles) => {
    const initialState = sampleInitialState(samplePages.me, { me: { ...sampleMe, roles } })
    const page = mountUi(MePage, { parts: { initialState } })
    await flushPromises()
    const icons = page.findAll('.tile svg').map((icon) => icon.html())
    expect(icons.length).toBeGreaterThan(8)
    expect(new Set(icons).size).toBe(icons.length)
  },
)

it('the row of guardians shows their faces, and their names to readers', async () => {
  const page = mountUi(MePage, { parts: { initialState: sampleInitialState(samplePages.me) } })
  await flushPromises()
  expect(page.findAll('.profile-guardians .avatar')).toHaveLength(1)
  expect(page.get('.profile-guardians .sr').text()).toBe('孙浩')
})
