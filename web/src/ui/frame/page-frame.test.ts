import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import CareModeSuggestion from '../feedback/CareModeSuggestion.vue'
import FullPageNotice from './FullPageNotice.vue'
import PageWatermark from './PageWatermark.vue'
import SkipLink from './SkipLink.vue'
import StickyBar from './StickyBar.vue'
import ToastHost from '../feedback/ToastHost.vue'

afterEach(() => {
  document.body.innerHTML = ''
  document.documentElement.removeAttribute('style')
  delete document.documentElement.dataset['mode']
})

describe('page frame components', () => {
  it('FullPageNotice has its title as heading and a hidden icon', () => {
    const page = mountUi(FullPageNotice, { props: { icon: 'info', title: '没有这一页' } })
    expect(page.get('main#main h1').text()).toBe('没有这一页')
    expect(page.get('svg').attributes('aria-hidden')).toBe('true')
  })

  it('PageWatermark repeats its text, and screen readers skip it', () => {
    const page = mountUi(PageWatermark, { props: { text: '郭𠮷 oji 2026-03-17' } })
    expect(page.attributes('aria-hidden')).toBe('true')
    expect(page.findAll('text').map((element) => element.text())).toContain('郭𠮷 oji 2026-03-17')
    expect(page.get('rect').attributes('fill')).toBe(`url(#${String(page.get('pattern').attributes('id'))})`)
  })

  it('StickyBar is a named region and ToastHost a polite live region', () => {
    expect(mountUi(StickyBar, { props: { label: '提交' } }).attributes('aria-label')).toBe('提交')
    expect(mountUi(ToastHost).attributes('role')).toBe('status')
  })

  it('SkipLink moves the focus to main', async () => {
    document.body.innerHTML = '<main></main>'
    await mountUi(SkipLink).get('a[href="#main"]').trigger('click')
    expect(document.activeElement?.localName).toBe('main')
  })
})

describe('display preferences', () => {
  it('CareModeSuggestion is shown once when the client uses large text', async () => {
    document.documentElement.style.fontSize = '21px'
    const stored = new Map<string, string>()
    const storage = {
      getItem: (name: string) => stored.get(name) ?? null,
      setItem: (name: string, value: string) => {
        stored.set(name, value)
      },
      removeItem: () => {},
    }
    const parts = { device: { now: () => 0, createIdempotencyKey: () => '', storage, tabStorage: null } }
    const offer = mountUi(CareModeSuggestion, { parts })
    await nextTick()
    await offer.findAll('button')[1]?.trigger('click')
    expect(document.documentElement.dataset['mode']).toBe('care')
    expect(offer.text()).toBe('')
    delete document.documentElement.dataset['mode']
    const again = mountUi(CareModeSuggestion, { parts })
    await nextTick()
    expect(again.text()).toBe('')
  })

  it('CareModeSuggestion disappears although the device stores nothing', async () => {
    document.documentElement.style.fontSize = '21px'
    const setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    const storage = { getItem: () => null, setItem, removeItem: () => {} }
    const device = { now: () => 0, createIdempotencyKey: () => '', storage, tabStorage: null }
    const offer = mountUi(CareModeSuggestion, { parts: { device } })
    await nextTick()
    await offer.findAll('button')[0]?.trigger('click')
    expect(offer.text()).toBe('')
  })

  it('CareModeSuggestion is not shown at the usual text size', async () => {
    document.documentElement.style.fontSize = '16px'
    const offer = mountUi(CareModeSuggestion)
    await nextTick()
    expect(offer.text()).toBe('')
  })
})
