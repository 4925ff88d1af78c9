import { describe, expect, it } from 'vitest'
import { axeViolations } from '../../testing/axe.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import DeskButton from './DeskButton.vue'
import FileButton from '../fields/FileButton.vue'

const slots = { default: '同意 2 项' }

describe('DeskButton', () => {
  it('DeskButton is a button that announces its busy state', async () => {
    const button = mountUi(DeskButton, { props: { variant: 'primary', isBusy: true }, slots })
    expect(button.element.tagName).toBe('BUTTON')
    expect(button.attributes('type')).toBe('button')
    expect(button.attributes('aria-busy')).toBe('true')
    expect(await axeViolations(button.element)).toEqual([])
  })

  it('DeskButton with a path or URL is a link that works before hydration', async () => {
    for (const props of [{ to: '/requests' }, { href: '/requests' }]) {
      const link = mountUi(DeskButton, { props, slots })
      expect([link.element.tagName, link.attributes('href')]).toEqual(['A', '/requests'])
      expect(link.attributes('disabled')).toBeUndefined()
      expect(link.attributes('type')).toBeUndefined()
      expect(await axeViolations(link.element)).toEqual([])
    }
  })

  it('DeskButton of type submit is a submit button', () => {
    expect(mountUi(DeskButton, { props: { type: 'submit' }, slots }).attributes('type')).toBe('submit')
  })
})

describe('FileButton', () => {
  it('FileButton is a native file input named by its button', async () => {
    const pick = mountUi(FileButton, { slots: { default: '添加附件' } })
    const input = pick.get('input')
    expect(pick.attributes('for')).toBe(input.attributes('id'))
    expect(await axeViolations(pick.element)).toEqual([])
    const file = new File(['x'], '通知.pdf')
    Object.defineProperty(input.element, 'files', { value: [file] })
    await input.trigger('change')
    expect(pick.emitted('pick')).toEqual([[file]])
  })
})
