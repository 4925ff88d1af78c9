import { flushPromises } from '@vue/test-utils'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { describe, expect, it, vi } from 'vitest'
import type { DeskApi } from '../../api/desk-api.ts'
import { clickButton } from '../../testing/click-button.ts'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { recordHistory } from '../../testing/record-history.ts'
import { sampleSessions } from '../../testing/samples/sample-identity.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import SessionsPage from './pages/SessionsPage.vue'

async function mountWith(count: number, overrides: Partial<DeskApi['identity']> = {}) {
  const [session] = sampleSessions.items
  if (!session) throw new Error('the sample holds no session')
  const items = Array.from({ length: count }, (_, index) => ({
    ...session,
    ref: `ses_${String(index)}` as const,
    isCurrent: index === 0,
  }))
  const identity = { sessions: () => Promise.resolve({ items }), ...overrides }
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

  it('SessionsPage closes its sheet before it opens the report of a lost device', async () => {
    const page = await mountWith(2)
    await clickButton(page)('结束其他 1 个登录')
    const steps = recordHistory(page)
    document.querySelector<HTMLElement>(`.sheet a[href="${pagePaths.lostDevice}"]`)?.click()
    await vi.waitUntil(() => steps.length > 1)
    expect([steps, document.querySelector('.sheet')]).toEqual([['back', pagePaths.lostDevice], null])
  })

  it('SessionsPage says what ending all other sessions means before they are ended', async () => {
    const page = await mountWith(2)
    const hint = '这些设备退出企微自助，企业微信不受影响。从企业微信再次打开时会自动登录。'
    expect(page.text()).toContain(hint)
    await clickButton(page)('结束其他 1 个登录')
    expect(document.querySelector('.sheet')?.textContent).toContain(hint)
  })

  it('the sheet about one device stays open when the sign-in on another one has ended meanwhile', async () => {
    const ended: (() => void)[] = []
    const endSession = () =>
      new Promise<typeof sampleSessions>((resolve) => {
        ended.push(() => {
          resolve(sampleSessions)
        })
      })
    const page = await mountWith(3, { endSession })
    recordHistory(page)
    const [first, second] = page.findAll('li button')
    await first?.trigger('click')
    await flushPromises()
    document.querySelector('.sheet form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    document.querySelector<HTMLElement>('.sheet-inner > button')?.click()
    await eventually(() => {
      expect(document.querySelector('.sheet')).toBeNull()
    })
    expect(ended).toHaveLength(1)
    await second?.trigger('click')
    await flushPromises()
    ended[0]?.()
    await flushPromises()
    expect(document.querySelector('.sheet')).not.toBeNull()
  })

  it('SessionsPage with five sessions has no button to show all', async () => {
    expect((await mountWith(5)).text()).not.toContain('显示全部')
  })
})
