import { describe, expect, it } from 'vitest'
import type { FollowUp } from '@desk/shared/info-change/info-follow-up'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import infoChange from '../../locales/zh-CN/info-change.ts'
import FollowUpCard from './components/FollowUpCard.vue'

const { followUp: messages } = infoChange
const request = samplePages.request.data as RequestView
const renderText = (overrides: Partial<FollowUp>) => {
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

describe('FollowUpCard', () => {
  it.each(['awaiting_proof', 'differs'] as const)(
    'FollowUpCard in phase %s mentions the mobile number after the other fields, and only when it is open',
    (phase) => {
      const text = renderText({ phase, openFields: ['position', 'mobile'] })
      const first = phase === 'differs' ? messages.differs(['position']) : messages.awaitingProof(['position'])
      expect(text).toContain(first)
      expect(text.indexOf(messages.thenYourMobile)).toBeGreaterThan(text.indexOf(first))
      expect(text).not.toContain(messages.thenTheirMobile)
      expect(renderText({ phase, openFields: ['position'] })).not.toContain('手机号')
    },
  )

  it('FollowUpCard of a dispute without a handler shows that no one may handle it', () => {
    expect(renderText({ phase: 'disputed', waitsForNobody: true })).toContain(messages.waitsForNobody)
    expect(renderText({ phase: 'disputed' })).not.toContain(messages.waitsForNobody)
  })
})
