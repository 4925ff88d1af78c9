import { describe, expect, it } from 'vitest'
import type { FollowUp } from '@desk/shared/info-change/info-follow-up'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/sample-pages.ts'
import infoChange from '../../locales/zh-CN/info-change.ts'
import FollowUpCard from './components/FollowUpCard.vue'

const { followUp: messages } = infoChange
const request = samplePages.request.data as RequestView
const textOf = (overrides: Partial<FollowUp>) => {
  const followUp: FollowUp = {
    phase: null,
    effectiveOn: null,
    openFields: [],
    disputes: [],
    disputableUntil: null,
    allowed: [],
    waitsForNobody: false,
    ...overrides,
  }
  return mountUi(FollowUpCard, { props: { followUp, modelValue: request } }).text()
}

describe('what comes next with a request', () => {
  it.each(['awaiting_proof', 'differs'] as const)('names the mobile number after what others change: %s', (phase) => {
    const text = textOf({ phase, openFields: ['position', 'mobile'] })
    expect(text).toContain(phase === 'differs' ? messages.differs(['position']) : messages.awaitingProof(['position']))
    expect([text.includes(messages.thenYourMobile), text.includes(messages.thenTheirMobile)]).toContain(true)
    expect(textOf({ phase, openFields: ['position'] })).not.toContain('手机号')
  })

  it('says that nobody may handle it', () => {
    expect(textOf({ phase: 'disputed', waitsForNobody: true })).toContain(messages.waitsForNobody)
    expect(textOf({ phase: 'disputed' })).not.toContain(messages.waitsForNobody)
  })
})
