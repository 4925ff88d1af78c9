import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleSessions } from '../../testing/samples/sample-identity.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import SessionsPage from './pages/SessionsPage.vue'

async function mountWith(count: number) {
  const [session] = sampleSessions.items
  if (!session) throw new Error('the sample holds no session')
  const items = Array.from({ length: count }, (_, at) => ({
    ...session,
    ref: `ses_${String(at)}` as const,
    isCurrent: at === 0,
  }))
  const identity = { sessions: () => Promise.resolve({ items }) }
  const page = mountUi(SessionsPage, { parts: { api: fakeApi({ identity }) } })
  await flushPromises()
  return page
}

describe('SessionsPage', () => {
  it('SessionsPage shows five sessions, and on request all of them with the focus on the first new one', async () => {
    const page = await mountWith(7)
    expect(page.findAll('li')).toHaveLength(5)
    await page
      .findAll('button')
      .find((button) => button.text() === '显示全部 7 个登录')
      ?.trigger('click')
    await flushPromises()
    const rows = page.findAll('li')
    expect(rows).toHaveLength(7)
    expect(rows[5]?.element.contains(document.activeElement)).toBe(true)
    expect(page.text()).not.toContain('显示全部')
  })

  it('SessionsPage with five sessions has no button to show all', async () => {
    expect((await mountWith(5)).text()).not.toContain('显示全部')
  })
})
