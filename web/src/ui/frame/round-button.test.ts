import { afterEach, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import RoundButton from './RoundButton.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it('RoundButton is a button whose name contains its word', () => {
  const props = { icon: 'check', word: '同意', label: '同意孙浩的座机变更', variant: 'tint' }
  const button = mountUi(RoundButton, { props })
  expect([button.element.localName, button.attributes('aria-label')]).toEqual(['button', '同意孙浩的座机变更'])
})
