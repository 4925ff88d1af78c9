import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { h, nextTick, ref } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import EmptyState from '../feedback/EmptyState.vue'
import EmptyRows from '../feedback/EmptyRows.vue'
import ErrorNote from '../feedback/ErrorNote.vue'
import ListEnd from './ListEnd.vue'
import ListRow from './ListRow.vue'
import LoadError from '../feedback/LoadError.vue'
import LoadState from '../feedback/LoadState.vue'
import OfflineBanner from '../feedback/OfflineBanner.vue'
import PagedRows from './PagedRows.vue'
import PullRefresh from './PullRefresh.vue'
import SheetOptions from '../feedback/SheetOptions.vue'
import SkeletonRows from '../feedback/SkeletonRows.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

describe('list components', () => {
  it('ListRow is one link', () => {
    const row = mountUi(ListRow, { props: { to: '/requests' }, slots: { default: '我的申请' } })
    expect(row.element.localName).toBe('a')
    expect(row.text()).toBe('我的申请')
  })

  it('EmptyState explains the empty list and offers one link', () => {
    const props = { title: '还没有申请', hint: '从这里发起。', to: '/new', action: '改我的信息' }
    const empty = mountUi(EmptyState, { props })
    expect(empty.get('p').text()).toBe('还没有申请从这里发起。')
    expect(empty.findAll('a').map((link) => link.text())).toEqual(['改我的信息'])
  })

  it('EmptyRows says what an empty list means and what to do', () => {
    const props = { title: '没有符合的人', hint: '去掉部门再找。', to: '/all', action: '去掉部门' }
    const rows = mountUi(EmptyRows, { props })
    expect(rows.findAll('p').map((line) => line.text())).toEqual(['没有符合的人', '去掉部门再找。', '去掉部门'])
    expect(rows.get('a').text()).toBe('去掉部门')
    expect(mountUi(EmptyRows, { props: { title: '没有符合的人' } }).text()).toBe('没有符合的人')
  })

  it('ErrorNote is an alert that says how old the data still shown is, and has a retry button', async () => {
    const note = mountUi(ErrorNote, { props: { text: '网断了', updatedLabel: '更新于 10:29' } })
    expect(note.attributes('role')).toBe('alert')
    expect(note.text()).toContain('更新于 10:29')
    await note.get('button').trigger('click')
    expect(note.emitted('retry')).toHaveLength(1)
  })

  it('SkeletonRows announces that data is loading', () => {
    expect(mountUi(SkeletonRows).get('[role=status]').text()).toBe('正在加载')
  })

  it('LoadState has the shape that its page asks for, by default rows', () => {
    const classes = (props: object) =>
      mountUi(LoadState, { props: { problem: null, ...props } })
        .get('[role=status]')
        .classes()
    expect(classes({})).toContain('skeleton-rows')
    expect(classes({ look: 'form' })).toContain('skeleton-form')
  })

  it('LoadState announces that data is loading, then the problem with a retry', async () => {
    const state = mountUi(LoadState, { props: { problem: null } })
    expect(state.get('[role=status]').text()).toBe('正在加载')
    await state.setProps({ problem: { text: '服务繁忙', isOffline: false } })
    expect(state.find('[role=status]').exists()).toBe(false)
    expect(state.get('[role=alert]').text()).toContain('服务繁忙')
    await state.get('button').trigger('click')
    expect(state.emitted('retry')).toHaveLength(1)
  })

  it('the button of PagedRows loads more rows', async () => {
    const props = { count: 3, problem: null, updatedLabel: undefined, isLoading: false, isFinished: false }
    const list = mountUi(PagedRows, { props, slots: { default: '<li>一</li>' } })
    await list.get('button').trigger('click')
    expect(list.emitted('more')).toHaveLength(1)
  })

  it('a printed list states that rows are missing, and a complete one does not', async () => {
    const props = { count: 60, problem: null, isLoading: false, isFinished: false }
    const paper = (more: object) =>
      mountUi(PagedRows, { props: { ...props, ...more } })
        .get('.list-part')
        .text()
    expect(paper({})).toBe('加载更多')
    expect(paper({ moreLabel: '还有 2 个部门' })).toBe('还有 2 个部门')
    expect(paper({ partLabel: '不完整：只有已载入的前 60 条' })).toBe('不完整：只有已载入的前 60 条')
    const list = mountUi(PagedRows, { props: { ...props, isFinished: true } })
    expect(list.find('.list-part').exists()).toBe(false)
    expect(list.get('.list-over').text()).toBe('没有更多了')
  })

  it('the focus stays at the end of the list when the button of ListEnd disappears', async () => {
    const props = { count: 3, hasProblem: false, isLoading: false, isFinished: false }
    const list = mountUi(ListEnd, { props })
    list.get('button').element.focus()
    await list.setProps({ isFinished: true } as never)
    await nextTick()
    expect(document.activeElement?.className).toBe('list-end')
  })

  it('a list whose rest is loaded at once waits for its button, and the focus moves on to the first new row', async () => {
    const observe = vi.fn()
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        observe = observe
        disconnect() {}
      },
    )
    const props = { count: 1, problem: null, isLoading: false, isFinished: false, moreLabel: '还有 2 个部门' }
    const rowsOf = ref(['一'])
    const rows = () => rowsOf.value.map((name) => h('li', [h('a', { href: `/${name}` }, name)]))
    const list = mountUi(PagedRows, { props, slots: { default: rows } })
    vi.unstubAllGlobals()
    expect(observe).not.toHaveBeenCalled()
    const button = list.get('button')
    expect(button.text()).toBe('还有 2 个部门')
    button.element.focus()
    await button.trigger('click')
    expect(list.emitted('more')).toHaveLength(1)
    rowsOf.value = ['一', '二', '三']
    await list.setProps({ count: 3, isFinished: true } as never)
    await nextTick()
    expect(document.activeElement?.textContent).toBe('二')
    expect(list.find('button').exists()).toBe(false)
  })
})

describe('PullRefresh', () => {
  const refresh = vi.fn(() => Promise.resolve())
  const props = { isRefreshing: false, asOf: '更新于 10:29', refresh }
  beforeEach(() => refresh.mockClear())
  const touch = (clientY: number) => ({ touches: [{ clientX: 0, clientY }] })

  it('pulling far enough refreshes the list', async () => {
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
    let finish = () => {}
    refresh.mockReturnValueOnce(
      new Promise((resolve) => {
        finish = resolve
      }),
    )
    await track.trigger('touchend')
    await nextTick()
    expect(refresh).toHaveBeenCalledTimes(1)
    expect(track.text()).toContain('正在刷新')
    finish()
    await flushPromises()
    expect(track.attributes('style')).not.toContain('50px')
  })

  it('PullRefresh has no button after a failure: the error note has one', () => {
    expect(
      mountUi(PullRefresh, { props: { ...props, isFailed: true } })
        .find('button')
        .exists(),
    ).toBe(false)
  })

  it('the button of PullRefresh refreshes as well', async () => {
    const list = mountUi(PullRefresh, { props })
    refresh.mockClear()
    await list.get('button').trigger('click')
    expect(refresh).toHaveBeenCalledTimes(1)
    expect(list.text()).toContain('更新于 10:29')
  })
})

describe('OfflineBanner', () => {
  it('OfflineBanner is shown while the device is offline', async () => {
    const banner = mountUi(OfflineBanner)
    expect(banner.text()).toBe('')
    Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })
    dispatchEvent(new Event('offline'))
    await nextTick()
    expect(banner.get('[role=status]').text()).toBe('网络已断开，内容不会丢失')
    Object.defineProperty(navigator, 'onLine', { value: true, configurable: true })
    dispatchEvent(new Event('online'))
    await nextTick()
    expect(banner.text()).toBe('')
  })

  it('the button of OfflineBanner hides it when the server responds, even if the device reports no network', async () => {
    const back = vi.fn()
    addEventListener('online', back)
    vi.stubGlobal('fetch', vi.fn().mockRejectedValueOnce(new TypeError('no network')).mockResolvedValue({ ok: true }))
    Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })
    const banner = mountUi(OfflineBanner)
    await nextTick()
    await banner.get('button').trigger('click')
    await flushPromises()
    expect(banner.get('button').text()).toBe('重试')
    await banner.get('button').trigger('click')
    await flushPromises()
    expect(banner.text()).toBe('')
    expect(back).toHaveBeenCalledTimes(1)
    removeEventListener('online', back)
    vi.unstubAllGlobals()
    Object.defineProperty(navigator, 'onLine', { value: true, configurable: true })
  })
})

describe('LoadError', () => {
  const setOnline = async (isOnline: boolean) => {
    Object.defineProperty(navigator, 'onLine', { value: isOnline, configurable: true })
    dispatchEvent(new Event(isOnline ? 'online' : 'offline'))
    await nextTick()
  }
  const offline = { text: '网络已断开，请检查后再试', isOffline: true }
  afterEach(() => setOnline(true))

  it('LoadError shows the error and a retry button', async () => {
    for (const problem of [offline, { text: '没读到', isOffline: false }]) {
      const note = mountUi(LoadError, { props: { problem } })
      expect(note.get('[role=alert]').text()).toContain(problem.text)
      await note.get('button').trigger('click')
      expect(note.emitted('retry')).toHaveLength(1)
    }
  })

  it('LoadError leaves the message to OfflineBanner while offline and retries when the network is back', async () => {
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

  it('LoadError repeats a load that fails just after the network is back, and stops after ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const note = mountUi(LoadError, { props: { problem: offline } })
    const retries: (number | undefined)[] = []
    await setOnline(true)
    for (let load = 0; load < 8; load += 1) {
      await note.setProps({ problem: { ...offline } } as never)
      vi.advanceTimersByTime(2_000)
      retries.push(note.emitted('retry')?.length)
    }
    vi.useRealTimers()
    expect(retries).toEqual([2, 3, 4, 5, 6, 6, 6, 6])
  })
})

describe('SheetOptions', () => {
  it('each option is a button that emits its value, and one that expands states whether it is open', async () => {
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
