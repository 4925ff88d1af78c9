import { describe, expect, it } from 'vitest'
import type { DutyView } from '@desk/shared/duties/duty-schemas'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleDuties } from '../../testing/samples/sample-duties.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import DutiesPage from './pages/DutiesPage.vue'

const introOf = (data: DutyView) =>
  mountUi(DutiesPage, { parts: { initialState: sampleInitialState({ name: 'duties', data }) } })
    .get('.duty-head .sub')
    .text()

describe('DutiesPage', () => {
  it('DutiesPage mentions lists of people to viewers whose numbers open such lists', () => {
    expect(introOf(sampleDuties)).toBe('按制度条款列出你的职责，点数字看名单')
  })

  it('DutiesPage does not mention lists of people to an employee without another role', () => {
    const rows = sampleDuties.rows.filter(({ role }) => role === 'employee')
    expect(introOf({ rows })).toBe('按制度条款列出你的职责')
  })
})
