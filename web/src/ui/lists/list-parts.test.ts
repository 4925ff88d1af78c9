import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import EmptyState from '../feedback/EmptyState.vue'
import ErrorNote from '../feedback/ErrorNote.vue'
import ListRow from './ListRow.vue'
import LoadError from '../feedback/LoadError.vue'
import OfflineBanner from '../feedback/OfflineBanner.vue'
import OneTimeDownload from '../feedback/OneTimeDownload.vue'
import PagedRows from './PagedRows.vue'
import PullRefresh from './PullRefresh.vue'
import SheetOptions from '../feedback/SheetOptions.vue'
import SkeletonRows from '../feedback/SkeletonRows.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

describe('what a list is made of', () => {
  it('a row is one link', () => {
    const row = mountUi(ListRow, { props: { to: '/requests' }, slots: { default: '我的申请' } })
    expect(row.element.localName).toBe('a')
    expect(row.text()).toBe('我的申请')
  })

  it('an empty place says what it is for and offers one way on', () => {
    const props = { title: '还没有申请', hint: '从这里发起。', to: '/new', action: '改我的信息' }
    expect(mountUi(EmptyState, { props }).get('a').text()).toBe('改我的信息')
  })

  it('an error interrupts, says what is still there, and can be tried again', async () => {
    const note = mountUi(ErrorNote, { props: { text: '网断了', updatedLabel: '更新于 10:29' } })
    expect(note.attributes('role')).toBe('alert')
    expect(note.text()).toContain('更新于 10:29')
    await note.get('button').trigger('click')
    expect(note.emitted('retry')).toHaveLength(1)
  })

  it('waiting is said, not only drawn', () => {
    expect(mountUi(SkeletonRows).get('[role=status]').text()).toBe('正在加载')
  })

  it('more rows come by a button too', async () => {
    const props = { count: 3, problem: null, updatedLabel: undefined, isLoading: false, isFinished: false }
    const list = mountUi(PagedRows, { props, slots: { default: '<li>一</li>' } })
    await list.get('button').trigger('click')
    expect(list.emitted('more')).toHaveLength(1)
  })

  it('whoever stands on that button stays there when it goes', async () => {
    const props = { count: 3, problem: null, updatedLabel: undefined, isLoading: false, isFinished: false }
    const list = mountUi(PagedRows, { props })
    list.get('button').element.focus()
    await list.setProps({ isFinished: true } as never)
    await nextTick()
    expect(document.activeElement?.className).toBe('list-end')
  })
})

describe('pulling a list down', () => {
  const refresh = vi.fn(() => Promise.resolve())
  const props = { isRefreshing: false, asOf: '更新于 10:29', refresh }
  const touch = (clientY: number) => ({ touches: [{ clientX: 0, clientY }] })

  it('refreshes when it was far enough', async () => {
    Object.defineProperty(window, 'scrollTop', { value: 0, configurable: true })
    const list = mountUi(PullRefresh, { props })
    const track = list.get('.van-pull-refresh__track')
    await track.trigger('touchstart', touch(10))
    await track.trigger('touchmove', touch(50))
    expect(track.text()).toContain('下拉刷新')
    await track.trigger('touchend')
    expect(refresh).not.toHaveBeenCalled()
    await track.trigger('touchstart', touch(10))
    await track.trigger('touchmove', touch(100))
    expect(track.text()).toContain('松手刷新')
    let over = () => {}
    refresh.mockReturnValueOnce(
      new Promise((resolve) => {
        over = resolve
      }),
    )
    await track.trigger('touchend')
    await nextTick()
    expect(refresh).toHaveBeenCalledTimes(1)
    expect(track.text()).toContain('正在刷新')
    over()
    await flushPromises()
    expect(track.attributes('style')).not.toContain('50px')
  })

  it('leaves asking again to what failed in it', () => {
    expect(
      mountUi(PullRefresh, { props: { ...props, isFailed: true } })
        .find('button')
        .exists(),
    ).toBe(false)
  })

  it('has a button that does the same', async () => {
    const list = mountUi(PullRefresh, { props })
    refresh.mockClear()
    await list.get('button').trigger('click')
    expect(refresh).toHaveBeenCalledTimes(1)
    expect(list.text()).toContain('更新于 10:29')
  })
})

describe('without a network', () => {
  it('a banner says that nothing is lost, until it is back', async () => {
    const banner = mountUi(OfflineBanner)
    expect(banner.text()).toBe('')
    Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })
    dispatchEvent(new Event('offline'))
    await nextTick()
    expect(banner.get('[role=status]').text()).toBe('网断了，写的都还在')
    Object.defineProperty(navigator, 'onLine', { value: true, configurable: true })
    dispatchEvent(new Event('online'))
    await nextTick()
    expect(banner.text()).toBe('')
  })

  it('somebody who is asked to look again finds the server, whatever the device says', async () => {
    const back = vi.fn()
    addEventListener('online', back)
    vi.stubGlobal('fetch', vi.fn().mockRejectedValueOnce(new TypeError('no network')).mockResolvedValue({ ok: true }))
    Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })
    const banner = mountUi(OfflineBanner)
    await nextTick()
    await banner.get('button').trigger('click')
    await flushPromises()
    expect(banner.get('button').text()).toBe('现在再试')
    await banner.get('button').trigger('click')
    await flushPromises()
    expect(banner.text()).toBe('')
    expect(back).toHaveBeenCalledTimes(1)
    removeEventListener('online', back)
    vi.unstubAllGlobals()
    Object.defineProperty(navigator, 'onLine', { value: true, configurable: true })
  })
})

describe('what could not be read', () => {
  const setOnline = async (is: boolean) => {
    Object.defineProperty(navigator, 'onLine', { value: is, configurable: true })
    dispatchEvent(new Event(is ? 'online' : 'offline'))
    await nextTick()
  }
  const offline = { text: '网断了，检查网络后再试', isOffline: true }
  afterEach(() => setOnline(true))

  it('says so and can be tried again, where nobody else does', async () => {
    for (const problem of [offline, { text: '没读到', isOffline: false }]) {
      const note = mountUi(LoadError, { props: { problem } })
      expect(note.get('[role=alert]').text()).toContain(problem.text)
      await note.get('button').trigger('click')
      expect(note.emitted('retry')).toHaveLength(1)
    }
  })

  it('leaves notice and button to the banner, and is asked for again when the network is back', async () => {
    const note = mountUi(LoadError, { props: { problem: offline, updatedLabel: '更新于 10:29' } })
    await setOnline(false)
    expect([note.text(), note.find('button').exists()]).toEqual(['更新于 10:29', false])
    await setOnline(true)
    expect(note.emitted('retry')).toHaveLength(1)
    // Until the answer is there, nothing says that there is no network.
    expect(note.text()).toBe('更新于 10:29')
    await note.setProps({ problem: { ...offline } } as never)
    expect(note.get('[role=alert]').text()).toContain(offline.text)
  })
})

describe('a download that works once', () => {
  it('becomes a link that has the focus', async () => {
    const props = {
      formats: [{ format: 'json', label: '做成 JSON' }],
      make: () => Promise.resolve('/d/once'),
      explain: () => '没办成',
      ready: '好了',
      download: '下载',
    }
    const part = mountUi(OneTimeDownload, { props })
    await part.get('button').trigger('click')
    await flushPromises()
    expect(part.get('a').attributes('href')).toBe('/d/once')
    expect(document.activeElement).toBe(part.get('a').element)
  })
})

describe('one of a few in a sheet', () => {
  it('is a button whose press says which; one that opens something says whether it did', async () => {
    const choices = [
      { value: 'a', title: '资料不全', clause: '依据 3.3①' },
      { value: 'b', title: '其他', isOpen: false },
    ]
    const list = mountUi(SheetOptions, { props: { choices } })
    const [first, second] = list.findAll('li > button')
    expect(first?.text()).toContain('依据 3.3①')
    expect([first?.attributes('aria-expanded'), second?.attributes('aria-expanded')]).toEqual([undefined, 'false'])
    await second?.trigger('click')
    expect(list.emitted('choose')).toEqual([['b']])
  })
})
