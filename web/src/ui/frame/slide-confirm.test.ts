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

  it('SlideConfirm ignores input while busy', async () => {
    const slide = mountUi(SlideConfirm, { props: { ...props, isBusy: true } })
    await slide.get('[role=slider]').trigger('keydown', { key: 'End' })
    expect(slide.emitted('confirm')).toBeUndefined()
  })
})
