import { infoPhases } from '@desk/shared/info-change/info-change'
import { describe, expect, it } from 'vitest'
import { sampleRequests } from '../testing/samples/sample-requests.ts'
import { progressSentence, stateLabel } from './request-labels.ts'
import { zhCn } from './zh-CN/core.ts'

const executing = {
  ...sampleRequests.done,
  state: 'executing' as const,
  proof: { reached: 1, state: 'waiting' as const },
}

describe('request labels', () => {
  it.each(infoPhases)('an executing request in phase %s gets the labels of the phase', (phase) => {
    const request = { ...executing, phase }
    expect(progressSentence(zhCn, request)).toBe(zhCn.kinds.info_change.phases?.[phase]?.sentence)
    expect(stateLabel(zhCn, request)).toBe(zhCn.kinds.info_change.phases?.[phase]?.label)
  })

  it('an executing request without a phase is labelled as being written', () => {
    expect(progressSentence(zhCn, { ...executing, phase: null })).toBe(zhCn.kinds.info_change.progress.writing)
    expect(stateLabel(zhCn, { ...executing, phase: null })).toBe(zhCn.kinds.info_change.states.executing)
  })

  it('an exemption whose job stopped is not labelled as refused for its dates', () => {
    const request = { ...executing, kind: 'policy_exemption', state: 'failed', phase: 'stopped' } as const
    expect(progressSentence(zhCn, request)).toBe('已同意，登记出错，管理部门正在处理')
    expect(progressSentence(zhCn, { ...request, phase: null })).toBe(zhCn.kinds.policy_exemption.progress.failed)
  })

  it('a finished request ignores its last phase', () => {
    expect(stateLabel(zhCn, { ...executing, state: 'done', phase: 'disputed' })).not.toBe(
      zhCn.kinds.info_change.phases?.['disputed']?.label,
    )
  })
})
