import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import incidentCases from '../../locales/zh-CN/incident-cases.ts'
import { incidents } from '../../locales/zh-CN/incidents.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import CaseBoard from './components/CaseBoard.vue'
import CaseFacts from './components/CaseFacts.vue'
import CaseTable from './components/CaseTable.vue'
import ReportedIncidentView from './components/ReportedIncidentView.vue'

const group = { id: 'grp_0sample1', name: '来料异常', violation: 'advertising' } as const
const chosen = { kind: 'other', text: '', excerpt: '', group } as const
const sample = { ...samplePages['incident-case'].data, ...chosen }
const description = '群「来料异常」：发布广告'

beforeAll(() => void history.replaceState(null, '', '/incidents/inc_without_text'))
afterAll(() => void history.replaceState(null, '', '/'))

describe('a violation that was chosen on the page of a group, without a text', () => {
  it('a report without a text is named with its group on the card and in the row of the handlers', () => {
    const items = [{ ...sample, state: 'routed' as const, handler: null }]
    const props = { items, recent: null, isFinished: true, isNarrow: false, closedTo: '/incidents/cases' }
    const link = (id: string) => ({ to: `/incidents/cases/${id}`, 'data-opens': id })
    expect(
      mountUi(CaseBoard, { props: { ...props, link } })
        .get('a[data-opens]')
        .text(),
    ).toBe(description)
    expect(mountUi(CaseTable, { props: { items, show: 'open', isFinished: true } }).text()).toContain(description)
  })

  it('the violation is on the page of the handlers in place of the text, and a report without text or group is shown as empty', () => {
    const textOf = (incident: object) =>
      mountUi(CaseFacts, { props: { incident: { ...sample, ...incident }, reporter: null, isBusy: false } })
        .get('.incident-text')
        .text()
    expect(textOf({})).toBe('发布广告')
    expect(textOf({ group: { ...group, violation: null } })).toBe(incidents.kinds.other)
    expect(textOf({ group: null })).toBe(incidentCases.detail.empty)
    expect(textOf({ text: '群里卖茶叶' })).toBe('群里卖茶叶')
  })

  it('the violation is shown to its reporter', () => {
    const incident = { ...samplePages.incident.data, ...chosen }
    const send = () => Promise.resolve(true)
    const page = mountUi(ReportedIncidentView, { props: { incident, isSending: false, error: null, send } })
    expect(page.get('.reported .incident-text').text()).toBe(description)
  })
})
