import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { createApiClient } from '@desk/server/client'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { fakeApi, type TestDependencies } from '../../testing/with-setup.ts'
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

  it('findTargets finds policies and their actions by words', () => {
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

/** Opens the dialog from the navigation, and returns its field. */
async function openGoTo(parts: TestDependencies = {}): Promise<HTMLInputElement | null> {
  await import('./GoTo.vue')
  mountUi(DeskSidebar, { parts })
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))
  await eventually(() => {
    expect(document.querySelector('[role=dialog]')).not.toBeNull()
  })
  await flushPromises()
  return document.querySelector<HTMLInputElement>('[role=combobox]')
}

describe('GoTo', () => {
  it('GoTo opens with Ctrl K, has the focus, ignores Enter of a composition, and closes with Esc', async () => {
    const input = await openGoTo()
    expect(document.activeElement).toBe(input)
    expect(input?.getAttribute('aria-activedescendant')).toBe(document.querySelector('[role=option]')?.id)
    input?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))
    await flushPromises()
    expect(document.querySelector('[role=dialog]')).not.toBeNull()
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    await flushPromises()
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('GoTo loads the policies even when a text is typed meanwhile', async () => {
    const policies: (() => void)[] = []
    const searched: string[] = []
    const fetch = (url: RequestInfo | URL, init?: RequestInit) =>
      new Promise<Response>((resolve, reject) => {
        if (String(url).endsWith('/settings/policies')) {
          const items = [{ id: 'pol_1', title: '企业微信使用规范', label: '1.0' }]
          policies.push(() => {
            resolve(Response.json({ items }))
          })
          init?.signal?.addEventListener('abort', () => {
            reject(new TypeError('aborted'))
          })
        } else {
          searched.push(String(url))
          resolve(Response.json({ items: [] }))
        }
      })
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const me = { ...sampleMe, roles: ['compliance' as const] }
    const input = await openGoTo({ api, initialState: sampleInitialState(samplePages.home, { me }) })
    if (!input) throw new Error('the dialog has a field')
    input.value = '使用规范'
    input.dispatchEvent(new Event('input'))
    await eventually(() => {
      expect(searched).toHaveLength(1)
    })
    for (const answer of policies) answer()
    await eventually(() => {
      expect(document.querySelector('[role=option]')?.textContent).toContain('企业微信使用规范')
    })
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    await flushPromises()
  })

  it('GoTo removes the people who were found for the former text at once', async () => {
    const fetch = (url: RequestInfo | URL) =>
      String(url).includes(encodeURIComponent('王伟'))
        ? Promise.resolve(Response.json({ items: [{ userid: 'wangwei', name: '王伟', department: [] }] }))
        : new Promise<Response>(() => undefined)
    const input = await openGoTo({
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
    })
    if (!input) throw new Error('the dialog has a field')
    const type = async (text: string) => {
      input.value = text
      input.dispatchEvent(new Event('input'))
      await flushPromises()
    }
    await type('王伟')
    await eventually(() => {
      expect(document.querySelector('[role=option]')?.textContent).toContain('王伟')
    })
    await type('李敏')
    expect(document.querySelectorAll('[role=option]')).toHaveLength(0)
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    await flushPromises()
  })
})
