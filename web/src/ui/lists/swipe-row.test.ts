import { afterEach, describe, expect, it } from 'vitest'
import { h, nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import SwipeRow from './SwipeRow.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const mountRow = () =>
  mountUi(SwipeRow, {
    props: { left: { icon: 'check', label: '同意' }, right: { icon: 'return', label: '退回' } },
    slots: { default: () => h('a', { href: '#row' }, '孙浩 · 座机') },
  })
type Row = ReturnType<typeof mountRow>

const touch = (clientX: number) => ({ touches: [{ clientX, clientY: 0 }] })
async function swipe(row: Row, by: number): Promise<void> {
  const cell = row.get('.van-swipe-cell')
  for (const side of ['left', 'right'])
    row.get(`.van-swipe-cell__${side}`).element.getBoundingClientRect = () => ({ width: 88 }) as DOMRect
  await cell.trigger('touchstart', touch(0))
  await cell.trigger('touchmove', touch(by))
  await cell.trigger('touchend')
  // Vant ignores the click that ends a drag.
  await new Promise((resolve) => setTimeout(resolve))
}
const offsetOf = (row: Row) => row.get('.van-swipe-cell__wrapper').attributes('style')
const clickLink = async (row: Row) => {
  const event = new MouseEvent('click', { bubbles: true, cancelable: true })
  row.get('a').element.dispatchEvent(event)
  await nextTick()
  return event
}

describe('SwipeRow', () => {
  it('a full swipe reveals an action without triggering it; a tap on the action triggers it', async () => {
    const row = mountRow()
    await swipe(row, 300)
    expect(offsetOf(row)).toContain('translate3d(88px')
    expect(row.emitted('left')).toBeUndefined()
    await row.get('.van-swipe-cell__left button').trigger('click')
    expect(row.emitted('left')).toHaveLength(1)
    expect(offsetOf(row)).toContain('translate3d(0px')
  })

  it('a swipe to the left reveals the other action', async () => {
    const row = mountRow()
    await swipe(row, -300)
    await row.get('.van-swipe-cell__right button').trigger('click')
    expect(row.emitted('right')).toHaveLength(1)
    expect(row.emitted('left')).toBeUndefined()
  })

  it('a tap on an open row closes it and follows no link', async () => {
    const row = mountRow()
    await swipe(row, 300)
    expect((await clickLink(row)).defaultPrevented).toBe(true)
    expect(offsetOf(row)).toContain('translate3d(0px')
    expect((await clickLink(row)).defaultPrevented).toBe(false)
  })

  it('the revealed actions are not tab stops and are not announced', () => {
    const actions = mountRow().findAll('.swipe-action')
    expect(actions.map((action) => [action.attributes('tabindex'), action.attributes('aria-hidden')])).toEqual([
      ['-1', 'true'],
      ['-1', 'true'],
    ])
  })
})
