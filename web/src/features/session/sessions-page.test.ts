import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleSessions } from '../../testing/sample-identity.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import SessionsPage from './pages/SessionsPage.vue'

async function mountWith(count: number) {
  const [one] = sampleSessions.items
  if (!one) throw new Error('the sample holds no session')
  const items = Array.from({ length: count }, (_, at) => ({
    ...one,
    ref: `ses_${String(at)}` as const,
    isCurrent: at === 0,
  }))
  const identity = { sessions: () => Promise.resolve({ items }) }
  const page = mountUi(SessionsPage, { parts: { api: fakeApi({ identity }) } })
  await flushPromises()
  return page
}

describe('the list of sign-ins', () => {
  it('shows the latest; all of them for whoever asks, who goes on where they go on', async () => {
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

  it('offers no more where there are no more', async () => {
    expect((await mountWith(5)).text()).not.toContain('显示全部')
  })
})
