import { afterEach, describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import SlideConfirm from './SlideConfirm.vue'

const props = { caption: '右滑', label: '滑到最右，锁定', tapCaption: '点两下', sureCaption: '再点一下，锁定' }

afterEach(() => {
  document.body.innerHTML = ''
})

describe('SlideConfirm', () => {
  it('the first tap of the button only announces what the second tap does', async () => {
    const slide = mountUi(SlideConfirm, { props })
    const button = slide.get('button')
    await button.trigger('click')
    expect(slide.emitted('confirm')).toBeUndefined()
    expect(button.text()).toBe('再点一下，锁定')
    await button.trigger('click')
    expect(slide.emitted('confirm')).toHaveLength(1)
  })

  it('arrow keys move the slider, which confirms at its right end only', async () => {
    const slide = mountUi(SlideConfirm, { props })
    const track = slide.get('[role=slider]')
    for (let press = 0; press < 4; press += 1) await track.trigger('keydown', { key: 'ArrowRight' })
    expect(track.attributes('aria-valuenow')).toBe('80')
    expect(slide.emitted('confirm')).toBeUndefined()
    await track.trigger('keydown', { key: 'ArrowRight' })
    expect(slide.emitted('confirm')).toHaveLength(1)
  })

  it.each([
    ['pointerup', 1],
    ['pointercancel', 0],
  ] as const)('a drag to the right end that ends with %s confirms %i times', async (ending, times) => {
    const slide = mountUi(SlideConfirm, { props })
    const track = slide.get<HTMLElement>('[role=slider]')
    Object.defineProperty(track.element, 'clientWidth', { value: 400 })
    track.element.setPointerCapture = () => undefined
    const send = (type: string, clientX: number) =>
      track.element.dispatchEvent(new PointerEvent(type, { clientX, pointerId: 1 }))
    send('pointerdown', 0)
    send('pointermove', 290)
    send(ending, 290)
    await slide.vm.$nextTick()
    expect(slide.emitted('confirm') ?? []).toHaveLength(times)
    expect(track.attributes('aria-valuenow')).toBe(times === 1 ? '100' : '0')
  })

  it('SlideConfirm ignores input while busy', async () => {
    const slide = mountUi(SlideConfirm, { props: { ...props, isBusy: true } })
    await slide.get('[role=slider]').trigger('keydown', { key: 'End' })
    expect(slide.emitted('confirm')).toBeUndefined()
  })
})
