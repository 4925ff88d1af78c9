import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { HrHome } from '@desk/shared/accounts/hr-home-schemas'
import { describe, expect, it } from 'vitest'
import people from '../../locales/zh-CN/people.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import HrHomePage from './pages/HrHomePage.vue'

const messages = people.home
const sample: HrHome = samplePages['hr-home'].data

async function open(home: HrHome) {
  const fetch = async () => Promise.resolve(Response.json(home))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(HrHomePage, { parts: { api } })
  await flushPromises()
  const rowsOf = (id: string) =>
    page
      .findAll(`section[aria-labelledby="${id}"] .hr-row`)
      .map((row) => [row.attributes('href'), row.get('.sub').text()])
  return { page, rowsOf }
}

describe('HrHomePage', () => {
  it('HrHomePage lists the due rows of all sections first, and every row in its own section', async () => {
    const [departures, partners, operations] = sample.sections
    if (!departures || !partners || !operations) throw new Error('the sample must have three sections')
    const due = { ...partners.rows[0]!, key: 'other', path: '/partners/other', isDue: true }
    const sections = [departures, { ...partners, due: 1, rows: [...partners.rows, due] }, operations]
    const { page, rowsOf } = await open({ ...sample, sections })
    const reported = ['/people/guoji', messages.reasons.reported(people.day('2026-03-13'))]
    const ending = (path: string) => [path, messages.reasons.ending(people.day('2026-03-24'))]
    expect(page.get('#hr-today').text()).toBe(messages.today(2))
    expect(rowsOf('hr-today')).toEqual([reported, ending('/partners/other')])
    expect(rowsOf('hr-departures')).toEqual([reported])
    expect(rowsOf('hr-partners')).toEqual([ending('/partners/wangqiang'), ending('/partners/other')])
    expect(page.get('section[aria-labelledby="hr-console"]').text()).toContain(messages.empty.console)
    expect(page.find('section[aria-labelledby="hr-today"] > .sub').exists()).toBe(false)
  })

  it('HrHomePage says whom an operation in the console may have been about', async () => {
    const [departures, partners, operations] = sample.sections
    const [row] = departures?.rows ?? []
    if (!departures || !partners || !operations || !row) throw new Error('the sample must have three sections')
    const mayConcern = [{ userid: 'zhaolixia', name: '赵丽霞' }]
    const rows = [{ ...row, reason: 'changed' as const, mayConcern }]
    const sections = [{ ...operations, count: 1, due: 1, rows }]
    const { page } = await open({ ...sample, sections })
    expect(page.get('section[aria-labelledby="hr-console"] .hr-row').text()).toContain('可能涉及赵丽霞')
  })

  it('HrHomePage counts the due rows of a section that lists only the first five', async () => {
    const [departures, ...others] = sample.sections
    const [first] = departures?.rows ?? []
    if (!departures || !first) throw new Error('the sample must have a report')
    const rows = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ ...first, key, path: `/people/${key}` }))
    const { page, rowsOf } = await open({ ...sample, sections: [{ ...departures, count: 7, due: 7, rows }, ...others] })
    expect(page.get('#hr-today').text()).toBe(messages.today(7))
    expect(rowsOf('hr-today')).toHaveLength(5)
    expect(page.get('section[aria-labelledby="hr-today"] > .sub').text()).toBe(messages.todayMore(2))
  })

  it('HrHomePage says that nothing is due when no row is', async () => {
    const sections = sample.sections.map((section) => ({
      ...section,
      due: 0,
      rows: section.rows.map((row) => ({ ...row, isDue: false })),
    }))
    const { page, rowsOf } = await open({ ...sample, sections })
    expect(page.get('#hr-today').text()).toBe(messages.today(0))
    expect(rowsOf('hr-today')).toEqual([])
    expect(page.get('section[aria-labelledby="hr-today"]').text()).toContain(messages.todayNone)
    expect(rowsOf('hr-departures')).toHaveLength(1)
  })
})
