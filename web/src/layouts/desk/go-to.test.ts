import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { messagesIn } from '../../locales/load-messages.ts'
import { deskGroups } from './desk-places.ts'
import DeskSidebar from './DeskSidebar.vue'
import { findTargets } from './go-to-targets.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

const ops = { ...sampleMe, roles: ['ops' as const] }
const find = (text: string) =>
  findTargets(text, {
    groups: deskGroups(ops, 'overview', undefined),
    policies: [{ id: 'pol_1', title: '企业微信使用规范' }],
    people: text === 'zl' ? [{ userid: 'zhaolei', name: '赵磊', department: ['制造中心'] }] : [],
    titles: messagesIn('zh-CN', 'core').titles,
    messages: messagesIn('zh-CN', 'desk'),
  }).map(({ kind, label, to }) => [kind, label, to])

describe('findTargets', () => {
  it('findTargets finds a receipt by its code, with and without the dash', () => {
    expect(find('12a01esr')).toEqual([['receipt', '12A0-1ESR', '/receipts/12A0-1ESR']])
    expect(find('12A0-1ESR')).toEqual(find('12a01esr'))
  })

  it('findTargets finds policies and what can be done with them by words', () => {
    expect(find('催办')).toEqual([['action', '催办 企业微信使用规范', '/policies/pol_1/board']])
    expect(find('规范 导出')).toEqual([['action', '导出 企业微信使用规范', '/policies/pol_1/people']])
    expect(find('签收进度')).toEqual([['policy', '企业微信使用规范', '/policies/pol_1/board']])
  })

  it('findTargets finds pages of closed groups, and people', () => {
    expect(find('消息文案')).toEqual([['page', '消息文案', '/settings/texts']])
    expect(find('zl')[0]?.slice(0, 2)).toEqual(['person', '赵磊'])
    expect(find('没有的')).toEqual([])
  })
})

describe('GoTo', () => {
  it('GoTo opens with Ctrl K, has the focus, ignores Enter of a composition, and closes with Esc', async () => {
    await import('./GoTo.vue')
    mountUi(DeskSidebar)
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))
    await eventually(() => {
      expect(document.querySelector('[role=dialog]')).not.toBeNull()
    })
    await flushPromises()
    const input = document.querySelector<HTMLInputElement>('[role=combobox]')
    expect(document.activeElement).toBe(input)
    expect(input?.getAttribute('aria-activedescendant')).toBe(document.querySelector('[role=option]')?.id)
    input?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))
    await flushPromises()
    expect(document.querySelector('[role=dialog]')).not.toBeNull()
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    await flushPromises()
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })
})
