import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { AuditPage as AuditPageData } from '@desk/shared/audit/audit-schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import messages from '../../locales/zh-CN/audit.ts'
import AuditPage from './pages/AuditPage.vue'

const { data } = samplePages.audit
const sent = data.items[2]
if (!sent) throw new Error('unreachable')

afterEach(() => {
  document.body.innerHTML = ''
})

/** The name for which the server does not answer. */
const UNREADABLE = 'unreadable'

/** The page, once the router has read the address. */
const linked = defineComponent(() => {
  const [router, isReady] = [useRouter(), shallowRef(false)]
  void router.isReady().then(() => (isReady.value = true))
  return () => (isReady.value ? h(AuditPage) : null)
})
async function mountPage(changes: Partial<AuditPageData> = {}, path = '/audit') {
  const page = { ...data, ...changes }
  const fetch = (input: RequestInfo | URL) => {
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input)
    if (searchParams.get('who') === UNREADABLE) return Promise.reject(new TypeError('no network'))
    return Promise.resolve(Response.json(pathname.endsWith('/days') ? { days: [] } : page))
  }
  const view = mountUi(linked, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState({ name: 'audit', data: page }),
    },
    path,
  })
  await flushPromises()
  await flushPromises()
  const texts = (selector: string) => view.findAll(selector).map((part) => part.text())
  const rows = () =>
    view.findAll('tbody tr').map((row) => row.findAll('th, td:not(.table-actions)').map((cell) => cell.text()))
  return { view, texts, rows }
}
type Page = Awaited<ReturnType<typeof mountPage>>
const headings = ({ texts }: Page) => texts('thead th')
const exportLabel = ({ view }: Page) => view.get('.audit-export summary').text()

describe('the columns of the audit log', () => {
  it('each entry shows whether a signed checkpoint covers it, and how many entries that checkpoint covers', async () => {
    const page = await mountPage()
    expect(headings(page)).toContain(messages.checkpoint)
    expect(page.texts('.audit-sealed')).toEqual(['未列入', '已列入，前 811 条', '已列入，前 809 条'])
  })

  it('an entry of an earlier server, which says nothing about checkpoints, shows none', async () => {
    const { checkpoint: _omitted, ...row } = sent
    const page = await mountPage({ items: [row] })
    expect(page.texts('.audit-sealed')).toEqual(['—'])
    expect(page.texts('.audit-entry dt')).not.toContain(messages.checkpoint)
  })

  it('who did what, when and from where is shown at first, and the chosen columns are kept by the address and the filter', async () => {
    const { at, actor, action, object, source } = messages
    expect(headings(await mountPage()).slice(0, 5)).toEqual([at, actor, action, object, source])
    const page = await mountPage({}, '/audit?columns=at,action,source')
    expect(headings(page).slice(0, 3)).toEqual([messages.at, messages.action, messages.source])
    expect(page.rows().map((cells) => cells.at(-1))).toEqual([
      expect.stringContaining('—'),
      expect.stringContaining('服务器'),
      expect.stringContaining('网络 10.2.3'),
    ])
    await page.view.get('input[name=who]').setValue('limin')
    await page.view.get('form[novalidate]').trigger('submit')
    await flushPromises()
    expect(headings(page).slice(0, 3)).toEqual([messages.at, messages.action, messages.source])
    await page.view.get('.column-menu button').trigger('click')
    expect(page.texts('.column-choice')).toEqual([
      ...[messages.at, messages.actor, messages.action, messages.object],
      ...[messages.source, messages.checkpoint, messages.seq],
    ])
  })

  it('the opened row says from where somebody acted, in which checkpoint it is, and that this does not verify it', async () => {
    const page = await mountPage()
    const details = page.texts('.audit-entry dl').map((text) => text.replaceAll('\u00a0', ' '))
    expect(details[0]).toContain(messages.sources.none)
    expect(details[0]).toContain(messages.checkpoints.openHint)
    expect(details[0]).not.toContain(messages.checkpoints.unverified)
    expect(details[1]).toContain('存证日志第 810 条，在 2026 年 3 月 17 日 09:01:04 签名的检查点（前 811 条）内')
    expect(details[1]).toContain(messages.checkpoints.unanchored)
    expect(details[2]).toContain('网络 10.2.3')
    expect(details[2]).toContain('2026 年 3 月 17 日 09:00:03 列入每日检查点')
    expect(details[2]).toContain(messages.checkpoints.unverified)
  })
})

describe('the button of the export of the audit log', () => {
  it.each([
    ['导出这 3 条', 'all entries of days that are over are loaded', '?to=2026-03-16', { next: null }],
    ['导出（不止 3 条）', 'there are more entries', '?to=2026-03-16', {}],
    [
      '导出（现有 3 条）',
      'the last day is today: others add entries, and so does the export',
      '?to=2026-03-17',
      { next: null },
    ],
    ['导出（现有 3 条）', 'the filter has no last day', '', { next: null }],
    ['导出', 'there are no entries', '', { next: null, items: [] }],
  ])('the export button is called %s where %s', async (label, _case, query, changes) => {
    expect(exportLabel(await mountPage(changes, `/audit${query}`))).toBe(label)
  })

  it('the export button counts no rows of an earlier filter while those of the next one cannot be loaded', async () => {
    const page = await mountPage({ next: null }, '/audit?to=2026-03-16')
    await page.view.get('input[name=who]').setValue(UNREADABLE)
    await page.view.get('form[novalidate]').trigger('submit')
    await flushPromises()
    expect([page.rows().length, exportLabel(page)]).toEqual([3, messages.export])
  })
})
