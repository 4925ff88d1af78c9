import { afterEach, describe, expect, it, vi } from 'vitest'
import { h, render } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { roles } from '@desk/shared/identity/actor'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { createDeskApp } from '../../create-app.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { samplePaths } from '../../testing/samples/sample-paths.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import { noopBridge } from '../../wecom/bridge.ts'
import { messagesIn } from '../../locales/load-messages.ts'
import { deskAreas, deskGroups, markOf } from './desk-places.ts'
import { recordFromPeople } from './use-desk-places.ts'
import DeskLayout from './DeskLayout.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

describe('DeskLayout', () => {
  it('DeskLayout has a heading, a back link for phones, named zones and compact density', () => {
    const props = { title: '角色', backTo: '/settings', backLabel: '设置', asideLabel: '授予' }
    const page = mountUi(DeskLayout, { props, slots: { default: '表', aside: '表单' } })
    expect(page.get('main#main h1').text()).toBe('角色')
    expect(page.get('main a').attributes('href')).toBe('/settings')
    expect(page.get('section').attributes('aria-label')).toBe('授予')
    expect(page.attributes('data-density')).toBe('compact')
  })

  it('the breadcrumbs end with the page, and the navigation has a name', () => {
    const page = mountUi(DeskLayout, { props: { title: '角色', backTo: '/settings', backLabel: '设置' } })
    const crumbs = page.get('nav[aria-label=位置]')
    expect(crumbs.findAll('a').map((link) => link.text())).toEqual(['设置'])
    expect(crumbs.get('[aria-current=page]').text()).toBe('角色')
    expect(page.find('nav[aria-label=主导航]').exists()).toBe(true)
  })

  it('Ctrl Enter presses the primary button of the page, or that of an open dialog, and none of several', async () => {
    const props = { title: '角色', backTo: '/settings', backLabel: '设置' }
    const pressed: string[] = []
    const button = (name: string) => h('button', { class: 'button-primary', onClick: () => pressed.push(name) }, name)
    const page = mountUi(DeskLayout, { props, slots: { default: () => [button('页'), h('div', { id: 'rest' })] } })
    const press = (options: KeyboardEventInit) =>
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, ...options }))
    press({})
    press({ ctrlKey: true })
    expect(pressed).toEqual(['页'])
    const dialog = document.createElement('div')
    dialog.setAttribute('role', 'dialog')
    render(h('div', [button('框')]), dialog)
    document.body.append(dialog)
    press({ ctrlKey: true })
    expect(pressed).toEqual(['页', '框'])
    dialog.remove()
    render(button('又一个'), page.get('#rest').element)
    press({ ctrlKey: true })
    expect(pressed).toEqual(['页', '框'])
  })

  it('a desk page hides the share menu of the client', async () => {
    const hideOptionMenu = vi.fn(async () => true)
    const props = { title: '角色', backTo: '/settings', backLabel: '设置' }
    mountUi(DeskLayout, { props, parts: { bridge: { ...noopBridge, hideOptionMenu } } })
    await eventually(() => {
      expect(hideOptionMenu).toHaveBeenCalledOnce()
    })
  })
})

describe('DeskFrame', () => {
  it('the pages of the open group are also above the page, for the rail', async () => {
    const me = { ...sampleMe, roles: ['ops' as const] }
    history.replaceState(null, '', samplePaths.groups)
    const app = await createDeskApp(
      {
        initialState: sampleInitialState(samplePages.groups, { me }),
        api: fakeApi(),
        bridge: noopBridge,
        device: fakeDevice(),
      },
      samplePaths.groups,
    )
    const html = document.createElement('div')
    html.innerHTML = await renderToString(app)
    const tabs = [...html.querySelectorAll('nav.desk-tabs[aria-label=群聊] a')]
    expect(tabs.map((link) => link.getAttribute('href'))).toEqual(['/groups', '/groups/registry', '/settings/groups'])
    expect(tabs[0]?.getAttribute('aria-current')).toBe('page')
  })
})

describe('DeskSidebar', () => {
  const shownCounts = async (name: 'overview' | 'home') => {
    const me = { ...sampleMe, roles: ['ops_lead' as const], approvesRequests: true }
    history.replaceState(null, '', samplePaths[name])
    const app = await createDeskApp(
      {
        initialState: sampleInitialState(samplePages[name], { me }),
        api: fakeApi(),
        bridge: noopBridge,
        device: fakeDevice(),
      },
      samplePaths[name],
    )
    const html = document.createElement('div')
    html.innerHTML = await renderToString(app)
    return Object.fromEntries(
      [...html.querySelectorAll('.desk-side nav li > a, .desk-side nav li > p')].flatMap((link) => {
        const count = link.querySelector('.desk-count')
        return count ? [[link.querySelector('.grow')?.textContent, count.textContent]] : []
      }),
    )
  }

  it('the overview is marked with the number of tasks that it lists', async () => {
    expect(await shownCounts('overview')).toMatchObject({ 总览: '11' })
  })

  it('pending tasks are counted beside their place, and a place without tasks has no number', async () => {
    const { waiting } = samplePages.home.data
    const counts = await shownCounts('home')
    expect(counts['审批']).toBe(String(waiting.approvals.count))
    expect(Object.values(counts)).not.toContain('0')
  })
})

describe('deskGroups', () => {
  const nobody = { isDeptAdmin: false, approvesRequests: false }
  const namesFor = (roles: typeof sampleMe.roles, overrides: Partial<typeof nobody> = {}) =>
    deskGroups({ ...sampleMe, ...nobody, roles, ...overrides }, 'home', undefined).map(({ name }) => name)

  it('a member sees only the groups that their roles open', () => {
    expect(namesFor(['ops'], { approvesRequests: true })).toEqual([
      'overview',
      'home',
      'requests',
      'policies',
      'approvals',
      'hr',
      'joiners',
      'leavers',
      'confirmations',
      'people',
      'chats',
      'lost',
      'feedback',
      'audit',
      'records',
      'settings',
    ])
    expect(namesFor(['auditor'])).toEqual([
      'overview',
      'home',
      'requests',
      'policies',
      'chats',
      'lost',
      'audit',
      'records',
    ])
    expect(namesFor(['hr'])).toContain('records')
    expect(namesFor([], { isDeptAdmin: true, approvesRequests: true })).toEqual([
      'home',
      'requests',
      'approvals',
      'hr',
      'leavers',
      'chats',
      'incidents',
      'lost',
      'feedback',
    ])
    expect(namesFor(['compliance'], { approvesRequests: true })).toContain('approvals')
    expect(namesFor([])).not.toContain('approvals')
    // Who decides for an absent department admin sees their requests, but none of their people: those pages refuse a delegate.
    expect(namesFor([], { approvesRequests: true })).toEqual(['home', 'requests', 'approvals', 'chats'])
  })

  it('the open group lists its pages; pages of one object keep the id of the current page', () => {
    const ops = { ...sampleMe, roles: ['ops' as const] }
    const open = deskGroups(ops, 'policy-people', 'pol_1').find(({ isOpen }) => isOpen)
    expect(open?.pages.map(({ to }) => to)).toEqual([
      '/settings/policies',
      '/settings/policies/pol_1',
      '/policies/pol_1/board',
      '/policies/pol_1/people',
    ])
    expect(open?.pages.find(({ isCurrent }) => isCurrent)?.name).toBe('policy-people')
    const list = deskGroups(ops, 'settings-policies', undefined).find(({ isOpen }) => isOpen)
    // A group with a single page has no list below it.
    expect(list?.pages).toEqual([])
  })

  it('a page that requires no role opens its group for department heads, without a link to its first page', () => {
    const head = { ...sampleMe, roles: [] }
    const open = deskGroups(head, 'policy-board', 'pol_1').find(({ isOpen }) => isOpen)
    expect(open?.to).toBeNull()
    expect(open?.pages.map(({ name }) => name)).toEqual(['policy-board', 'policy-people'])
  })
})

describe('the place of a page without an entry', () => {
  const ops = { ...sampleMe, roles: ['ops' as const] }
  const markedOf = (...shown: [page: Parameters<typeof deskGroups>[1], id: string | undefined, isBelow?: boolean]) =>
    deskAreas(deskGroups(ops, ...shown), messagesIn('zh-CN', 'core'), messagesIn('zh-CN', 'desk')).flatMap(
      ({ label, entries }) =>
        entries.filter(({ isMarked }) => isMarked).map((entry) => [label, entry.label, markOf(entry)]),
    )

  it('the record of a person marks the list of records, and the page of a member the list of members', () => {
    expect(markedOf('signing-record', undefined)).toEqual([['审计', '签收记录', 'true']])
    expect(markedOf('person', undefined)).toEqual([['人员与账号', '成员', 'true']])
    expect(markedOf('people', undefined)).toEqual([['人员与账号', '成员', 'page']])
  })

  it('the record of a person that was opened from the list of a policy marks that list', () => {
    expect(markedOf('policy-people', 'pol_1', true)).toEqual([['制度与签收', '签收名单', 'true']])
  })

  it('the navigation beside a record that was opened from the list of a policy leads back to that list', async () => {
    const path = recordFromPeople('zhaolixia', 'pol_1')
    history.replaceState(null, '', path)
    const app = await createDeskApp(
      {
        initialState: sampleInitialState(samplePages['signing-record'], { me: ops }),
        api: fakeApi(),
        bridge: noopBridge,
        device: fakeDevice(),
      },
      path,
    )
    const html = document.createElement('div')
    html.innerHTML = await renderToString(app)
    const marked = html.querySelectorAll('.desk-side [aria-current=true]')
    expect([...marked].map((link) => link.getAttribute('href'))).toEqual(['/policies/pol_1/people'])
  })
})

describe('deskAreas', () => {
  const areasFor = (roles: typeof sampleMe.roles, page: Parameters<typeof deskGroups>[1], isDeptAdmin = true) =>
    deskAreas(
      deskGroups({ ...sampleMe, roles, isDeptAdmin }, page, undefined),
      messagesIn('zh-CN', 'core'),
      messagesIn('zh-CN', 'desk'),
    )

  it.each([...roles, 'none'] as const)('an admin with role %s sees at most eight areas, one of them open', (role) => {
    for (const page of ['home', 'joiners', 'incident-cases', 'settings'] as const) {
      const areas = areasFor(role === 'none' ? [] : [role], page)
      expect(areas.length).toBeLessThanOrEqual(8)
      expect(areas.filter(({ isOpen }) => isOpen)).toHaveLength(1)
      expect(areas.filter(({ entries, isOpen }) => entries.length > 0 && !isOpen)).toEqual([])
    }
  })

  it('an open area lists the pages of the current group and its other groups', () => {
    const open = areasFor(['ops_lead'], 'joiners').find(({ isOpen }) => isOpen)
    expect(open?.label).toBe('人员与账号')
    expect(open?.entries.map(({ label, to, isCurrent }) => [label, to, isCurrent])).toEqual([
      ['人事', '/hr', false],
      ['待入职', '/joiners', true],
      ['登记入职', '/joiners/new', false],
      ['批量入职', '/joiners/import', false],
      ['离职', '/leavers', false],
      ['信息核对', '/settings/confirmations', false],
      ['人员与权限', '/settings/roles', false],
    ])
  })

  it('an area of which the member sees only one group is shown as that group', () => {
    expect(areasFor(['auditor'], 'home', false).map(({ label }) => label)).toContain('丢失设备')
    expect(areasFor([], 'home', false).map(({ label }) => label)).toEqual(['首页', '审批', '群聊'])
  })

  it('a department admin has the same areas at home and among their people, which open with the page that they may open', () => {
    const [home, people] = [areasFor([], 'home'), areasFor([], 'people')]
    const areas = ['首页', '审批', '人员与账号', '群聊', '上报与问题']
    expect(home.map(({ label }) => label)).toEqual(areas)
    expect(people.map(({ label }) => label)).toEqual(areas)
    expect(home.find(({ label }) => label === '人员与账号')?.to).toBe('/people')
    expect(
      people.find(({ isOpen }) => isOpen)?.entries.map(({ label, to, isCurrent }) => [label, to, isCurrent]),
    ).toEqual([
      ['成员', '/people', true],
      ['离职', '/leavers', false],
    ])
    // Only HR and leads open closings.
    const closings = (roles: Parameters<typeof areasFor>[0]) =>
      areasFor(roles, 'closings')
        .find(({ isOpen }) => isOpen)
        ?.entries.map(({ to }) => to)
    expect(closings([])).toEqual(['/people', '/leavers'])
    expect(closings(['ops'])).not.toContain('/leavers/new')
    expect(closings(['hr'])).toContain('/leavers/new')
    // The board of a campaign has no list for them.
    const board = areasFor([], 'confirmation-board').find(({ isOpen }) => isOpen)
    expect(board?.entries.filter(({ isMarked }) => isMarked).map(({ label }) => label)).toEqual(['信息核对'])
  })
})
