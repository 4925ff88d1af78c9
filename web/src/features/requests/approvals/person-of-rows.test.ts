import { describe, expect, it } from 'vitest'
import type { Component } from 'vue'
import { mountUi } from '../../../testing/mount-ui.ts'
import { guoJi, liMin } from '../../../testing/samples/sample-people.ts'
import { sampleRequests, summary } from '../../../testing/samples/sample-requests.ts'
import ApprovalRow from '../components/approvals/ApprovalRow.vue'
import HandledRow from '../components/approvals/HandledRow.vue'
import ManualWorkRow from '../components/approvals/ManualWorkRow.vue'
import RequestRow from '../components/own/RequestRow.vue'

const request = summary({ applicant: { ...guoJi, ...liMin }, subject: { userid: guoJi.userid, name: guoJi.name } })
const states = { isSelecting: false, isChosen: false }

describe('a row of a request for another member', () => {
  it.each([
    ['waits for a decision', ApprovalRow, states],
    ['was handled', HandledRow, {}],
    ['is done manually', ManualWorkRow, {}],
  ] as [string, Component, object][])(
    'a row of a request for another member that %s names the member and the applicant',
    (_title, row, props) => {
      const text = mountUi(row, { props: { request, ...props } }).text()
      expect(text).toContain(guoJi.name)
      expect(text).toContain(`由${liMin.name}提交`)
    },
  )

  it('a row of a request for another member is labelled with the member for the decision in the list', () => {
    const row = mountUi(ApprovalRow, { props: { request, ...states } })
    expect(row.findAll('button').map((button) => button.attributes('aria-label'))).toContain(
      `同意${guoJi.name}的岗位变更`,
    )
  })

  it('a row of a request for another member names the member in the list of own requests', () => {
    expect(mountUi(RequestRow, { props: { request } }).text()).toContain(`为${guoJi.name}提交`)
  })
})

it('the row of a returned request says who returned it and why, a preset reason by its name', () => {
  const { returned } = sampleRequests
  const row = (text: string) => {
    const reason = { ...returned.returned!.reason, text }
    const props = { request: { ...returned, returned: { ...returned.returned!, reason } } }
    return mountUi(RequestRow, { props }).text()
  }
  expect(row('请附调岗通知')).toContain(`${liMin.name}：请附调岗通知`)
  expect(row('')).toContain(`${liMin.name}：需要先补证明`)
})

it('the row of a waiting request says how many files it has, and that a name is compared with a document', () => {
  const [change] = request.changes
  const text = (overrides: Partial<typeof request>) =>
    mountUi(ApprovalRow, { props: { request: { ...request, ...overrides }, ...states } }).text()
  expect(text({ files: 2 })).toContain('2 个附件')
  expect(text({})).not.toMatch(/附件|证件/)
  expect(text({ changes: [{ ...change!, field: 'name' }], isRisky: true })).toContain('需核对证件')
})
