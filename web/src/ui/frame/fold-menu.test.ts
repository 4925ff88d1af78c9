import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import FoldMenu from './FoldMenu.vue'

afterEach(() => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Mounts an open menu in a window that is as wide as a desk, or is not. */
async function openMenu(isDesk: boolean) {
  vi.stubGlobal('matchMedia', () => ({ matches: isDesk }))
  const menu = mountUi(FoldMenu, { props: { label: '导出' }, slots: { default: '<button>网页</button>' } })
  const details = menu.element as HTMLDetailsElement
  details.open = true
  // Its listeners are added after the first paint.
  await flushPromises()
  return { menu, details }
}
const pressBeside = () => document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))

it('FoldMenu closes with Esc and returns the focus', async () => {
  const { menu, details } = await openMenu(true)
  await menu.get('button').trigger('keydown', { key: 'Escape' })
  expect(details.open).toBe(false)
  expect(document.activeElement).toBe(menu.get('summary').element)
})

it('FoldMenu closes by a press beside it where it floats, and stays open in the page of a phone', async () => {
  const { menu, details } = await openMenu(true)
  menu.get('button').element.dispatchEvent(new Event('pointerdown', { bubbles: true }))
  expect(details.open).toBe(true)
  pressBeside()
  expect(details.open).toBe(false)
  const phone = await openMenu(false)
  pressBeside()
  expect(phone.details.open).toBe(true)
})

it('FoldMenu opens towards the page where its content would not fit in the window', async () => {
  const { menu, details } = await openMenu(true)
  vi.spyOn(document.body, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1024, 768))
  menu.get('.fold-menu-body').element.getBoundingClientRect = () => new DOMRect(0, 0, 384, 100)
  const isTurnedAt = async (left: number) => {
    details.getBoundingClientRect = () => new DOMRect(left, 0, 80, 34)
    await menu.trigger('toggle')
    return menu.classes('fold-menu-turned')
  }
  expect(await isTurnedAt(600)).toBe(false)
  expect(await isTurnedAt(700)).toBe(true)
  expect(await isTurnedAt(640)).toBe(false)
})
