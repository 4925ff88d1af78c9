import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { ReporterSeenBy, ReportRecipient, ViolationKind } from '@desk/shared/groups/group-states'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { recordHistory } from '../../testing/record-history.ts'
import { groupPages } from '../../testing/samples/sample-groups.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import GroupActions from './components/GroupActions.vue'
import ReportViolationSheet from './components/ReportViolationSheet.vue'
import GroupPage from './pages/GroupPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const { data: group } = groupPages(sampleRequests.running).group
const NOBODY_SEES_TEXT = '不会透露反映人'
const HANDLER_SEES_TEXT = '姓名只有受理人能看到，每次查看都有记录'

describe('ReportViolationSheet', () => {
  const open = (props: object) =>
    mountUi(ReportViolationSheet, {
      props: { recipients: ['ops'], groupId: 'grp_1', reporterSeenBy: 'nobody', ...props },
    })

  it('ReportViolationSheet closes before it opens the full report', async () => {
    const sheet = open({ onClose: () => void sheet.unmount() })
    await flushPromises()
    const steps = recordHistory(sheet)
    document.querySelector<HTMLElement>('.sheet a')?.click()
    await vi.waitUntil(() => steps.length > 1)
    expect(steps).toEqual(['back', `${pagePaths.incidentReport}?group=grp_1`])
  })

  it('ReportViolationSheet offers only the recipients given by the server', () => {
    open({})
    expect(document.body.textContent).toContain('向管理部门反映')
    expect(document.body.textContent).not.toContain('向群主反映')
  })

  it.each([
    ['nobody', [NOBODY_SEES_TEXT]],
    ['handler', [NOBODY_SEES_TEXT, HANDLER_SEES_TEXT]],
  ])(
    'ReportViolationSheet says for each recipient who may see the name of the reporter, with reports seen by %s',
    (reporterSeenBy, expected) => {
      open({ recipients: ['owner', 'ops'], reporterSeenBy })
      const hints = [...document.querySelectorAll('.sheet p.sub')].map(({ textContent }) => textContent)
      expect(hints).toEqual(expected)
    },
  )
})

/** Opens the page of a group whose first report does not reach the server, and records the keys of all reports. */
async function openPage(reporterSeenBy: ReporterSeenBy) {
  const keys: (string | null)[] = []
  const answer = { ...group, allowed: ['report'], reporterSeenBy }
  const fetch = vi.fn((_url: unknown, init?: RequestInit) => {
    if (init?.method !== 'POST') return Promise.resolve(Response.json(answer))
    keys.push(new Headers(init.headers).get('idempotency-key'))
    return keys.length === 1 ? Promise.reject(new TypeError('offline')) : Promise.resolve(Response.json({ ok: true }))
  })
  const client = createApiClient('http://desk.test', { fetch }).api
  const page = mountUi(GroupPage, { parts: { api: fakeApi({ client }) } })
  await flushPromises()
  async function report(to: ReportRecipient, what: ViolationKind): Promise<string[]> {
    page.getComponent(GroupActions).vm.$emit('act', 'report')
    await flushPromises()
    page.getComponent(ReportViolationSheet).vm.$emit('choose', { to, what })
    await flushPromises()
    return page.findAll('[role=status]').map((status) => status.text())
  }
  return { keys, report }
}

describe('GroupPage', () => {
  it.each([
    ['owner', 'nobody', `已提交，${NOBODY_SEES_TEXT}`],
    ['ops', 'nobody', `已提交，${NOBODY_SEES_TEXT}`],
    ['owner', 'handler', `已提交，${NOBODY_SEES_TEXT}`],
    ['ops', 'handler', `已提交，${HANDLER_SEES_TEXT}`],
  ] as const)(
    'GroupPage says after a report to %s who sees the name of the reporter, with reports seen by %s',
    async (to, reporterSeenBy, expected) => {
      const { report } = await openPage(reporterSeenBy)
      expect(await report(to, 'rumour')).not.toContain(expected)
      expect(await report(to, 'rumour')).toContain(expected)
    },
  )

  it('GroupPage loads the group again when people other than those it named may see the reporter', async () => {
    let reporterSeenBy: ReporterSeenBy = 'nobody'
    let reads = 0
    const bodies: unknown[] = []
    const fetch = vi.fn((_url: unknown, init?: RequestInit) => {
      if (init?.method !== 'POST') {
        reads += 1
        return Promise.resolve(Response.json({ ...group, allowed: ['report'], reporterSeenBy }))
      }
      bodies.push(JSON.parse(String(init.body)))
      reporterSeenBy = 'handler'
      const error = { code: 'group.changed_meanwhile', requestId: 'r', details: {} }
      return Promise.resolve(Response.json({ error }, { status: 409 }))
    })
    const page = mountUi(GroupPage, {
      parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
    })
    await flushPromises()
    for (let times = 0; times < 2; times += 1) {
      page.getComponent(GroupActions).vm.$emit('act', 'report')
      await flushPromises()
      page.getComponent(ReportViolationSheet).vm.$emit('choose', { to: 'ops', what: 'rumour' })
      await vi.waitUntil(() => reads === bodies.length + 1)
      await flushPromises()
    }
    expect(bodies).toMatchObject([{ seenBy: 'nobody' }, { seenBy: 'handler' }])
  })

  it('GroupPage sends a failed report again with the same key, and the next report with another', async () => {
    const { report, keys } = await openPage('handler')
    for (let times = 0; times < 3; times += 1) await report('ops', 'rumour')
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[1])
    expect(keys).not.toContain(null)
  })
})
