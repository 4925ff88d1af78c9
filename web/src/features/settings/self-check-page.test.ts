import type { CheckItemView } from '@desk/shared/self-check/self-check-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { afterEach, expect, it } from 'vitest'
import { zhCn } from '../../locales/zh-CN/core.ts'
import selfCheck from '../../locales/zh-CN/self-check.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleCheck } from '../../testing/samples/sample-settings.ts'
import SelfCheckPage from './pages/SelfCheckPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

type Item = CheckItemView['item']
type Reason = CheckItemView['reason']

const mountPage = (item: CheckItemView) =>
  mountUi(SelfCheckPage, {
    parts: {
      initialState: sampleInitialState(
        { name: 'settings-check', data: { ...sampleCheck, items: [item] } },
        { me: { ...sampleMe, roles: ['ops'] } },
      ),
    },
  })

it.each([
  ['on_call', 'not_set', {}, pagePaths.settingsOnCall, zhCn.titles['settings-on-call']],
  ['policies', 'not_set', {}, pagePaths.settingsPolicies, zhCn.titles['settings-policies']],
  ['calendar', 'over', { year: '2026' }, pagePaths.settingsCalendar, zhCn.titles['settings-calendar']],
  ['access_gate', 'opened', { openings: '3' }, pagePaths.audit, zhCn.titles.audit],
  ['visible_range', 'departures_held', { people: '9' }, pagePaths.settingsDirectory, zhCn.titles['settings-directory']],
  ['anchors', 'not_set', {}, pagePaths.settingsRoles, zhCn.titles['settings-roles']],
  ['anchors', 'undelivered', {}, pagePaths.settingsOutbox, zhCn.titles['settings-outbox']],
] as [Item, Reason, CheckItemView['facts'], string, string][])(
  'the item %s with %s %j links to %s, by the title of that page: %s',
  (item, reason, facts, to, name) => {
    const row = mountPage({ item, level: 'warn', reason, facts }).get('.check-row')
    expect(row.findAll('a').map((link) => [link.attributes('href'), link.text()])).toEqual([[to, name]])
  },
)

it.each([
  ['trusted_ip', 'ip_refused', { ip: '203.0.113.7' }],
  ['visible_range', 'no_root', {}],
  ['anchors', 'undelivered', { people: '2' }],
  ['anchors', 'unstamped', { anchors: '2' }],
] as [Item, Reason, CheckItemView['facts']][])(
  'the item %s with %s %j, which is corrected outside the app, has no link',
  (item, reason, facts) => {
    expect(mountPage({ item, level: 'bad', reason, facts }).findAll('.check-row a')).toHaveLength(0)
  },
)

it('an item that is fine leads nowhere', () => {
  const row = mountPage({ item: 'on_call', level: 'ok', reason: 'fine', facts: { people: '2' } }).get('.check-row')
  expect(row.text()).not.toContain(selfCheck.goTo)
})
