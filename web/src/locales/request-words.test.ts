import { infoPhases } from '@desk/shared/info-change/info-change'
import { describe, expect, it } from 'vitest'
import { sampleRequests } from '../testing/sample-requests.ts'
import { progressSentence, stateLabel } from './request-words.ts'
import { zhCn } from './zh-CN/core.ts'

const executing = {
  ...sampleRequests.done,
  state: 'executing' as const,
  proof: { reached: 1, state: 'waiting' as const },
}

describe('where a request stands', () => {
  it.each(infoPhases)('says whom or what it waits for, never that it is being written: %s', (phase) => {
    const request = { ...executing, phase }
    expect(progressSentence(zhCn, request)).toBe(zhCn.kinds.info_change.phases?.[phase]?.sentence)
    expect(stateLabel(zhCn, request)).toBe(zhCn.kinds.info_change.phases?.[phase]?.label)
  })

  it('says that it is being written when nothing else is waited for', () => {
    expect(progressSentence(zhCn, { ...executing, phase: null })).toBe(zhCn.progress.writing)
    expect(stateLabel(zhCn, { ...executing, phase: null })).toBe(zhCn.states.executing)
  })

  it('forgets a phase that is over', () => {
    expect(stateLabel(zhCn, { ...executing, state: 'done', phase: 'disputed' })).not.toBe(
      zhCn.kinds.info_change.phases?.['disputed']?.label,
    )
  })
})
