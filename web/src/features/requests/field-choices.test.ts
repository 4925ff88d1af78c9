import { describe, expect, it } from 'vitest'
import { kinds } from '../../locales/zh-CN/parts/kinds.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import FieldChoices from './components/decision/FieldChoices.vue'

describe('the fields of a decision', () => {
  it('a field that the step before refused is shown with its reason, and has no button', () => {
    const reason = { code: 'other', text: '这个分机是前台的', clause: '3.3a' } as const
    const { toDecide } = sampleRequests
    const changes = toDecide.changes.map((change) =>
      change.field === 'telephone' ? { ...change, verdict: { agreed: false, reason } } : change,
    )
    const props = { kind: toDecide.kind, changes, choices: {}, clause: '3.3a', earlier: new Map() }
    const fields = mountUi(FieldChoices, { props })
    expect(fields.get('[aria-labelledby=choice-telephone]').text()).toContain('这个分机是前台的')
    expect(fields.findAll('[aria-labelledby=choice-telephone] button')).toEqual([])
    expect(fields.findAll('[aria-labelledby=choice-position] button')).toHaveLength(1)
  })

  it('a value that the page shows above is not shown again, and can be refused', () => {
    const { kind, changes } = sampleRequests.toDecide
    const props = { kind, changes, choices: {}, clause: '3.3a', earlier: new Map(), hidesValues: true }
    const fields = mountUi(FieldChoices, { props })
    expect(fields.find('.changed-value').exists()).toBe(false)
    expect(fields.get('.field-choice').text()).toContain(kinds[kind].pageTitle)
    expect(fields.findAll('.field-choice button')).toHaveLength(changes.length)
  })
})
