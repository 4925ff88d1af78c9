import { afterEach, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import OneTimeSecret from './OneTimeSecret.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it('a secret that is shown once takes the focus with its heading, so that it comes into view', () => {
  const props = {
    id: 'key',
    title: '密钥只显示一次',
    label: '人事系统',
    value: 'desk_1',
    hint: '请复制',
    confirm: '关闭',
  }
  const secret = mountUi(OneTimeSecret, { props })
  expect(document.activeElement?.textContent).toBe('密钥只显示一次')
  expect(secret.find('textarea').element.value).toBe('desk_1')
  secret.unmount()
})
