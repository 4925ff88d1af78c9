import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import type { FollowUp } from '@desk/shared/info-change/info-follow-up'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../api/api-error.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import infoChange from '../../locales/zh-CN/info-change.ts'
import FollowUpCard from './components/FollowUpCard.vue'

const { followUp: messages } = infoChange
const request = samplePages.request.data as RequestView
const quiet: FollowUp = {
  phase: null,
  effectiveOn: null,
  openFields: [],
  disputes: [],
  disputableUntil: null,
  allowed: [],
  waitsForNobody: false,
}
const renderText = (overrides: Partial<FollowUp>) => {
  const followUp: FollowUp = { ...quiet, ...overrides }
  return mountUi(FollowUpCard, { props: { followUp, modelValue: request } }).text()
}

describe('FollowUpCard', () => {
  it('a dispute that conflicts with a change shows the request as it is now', async () => {
    const current = { ...request, version: request.version + 1 }
    const dispute = () => Promise.reject(new ApiError('request.changed_meanwhile', 'r', { current }))
    const followUp: FollowUp = { ...quiet, allowed: ['dispute'], disputableUntil: '2026-03-20' }
    const card = mountUi(FollowUpCard, {
      props: { followUp, modelValue: request },
      parts: { api: fakeApi({ info: { dispute } }) },
    })
    await clickButton(card)(messages.disputeOpen)
    await card.get('textarea').setValue('职务没有改')
    await card.get('form').trigger('submit')
    await flushPromises()
    expect(card.emitted('update:modelValue')).toEqual([[current]])
    expect(card.get('textarea').element.value).toBe('职务没有改')
  })

  it('the text of a dispute is kept when WeCom ends the process in the background', async () => {
    const inTab = new Map<string, string>()
    const followUp: FollowUp = { ...quiet, allowed: ['dispute'], disputableUntil: '2026-03-20' }
    const card = mountUi(FollowUpCard, {
      props: { followUp, modelValue: request },
      parts: { device: fakeDevice(new Map(), inTab) },
    })
    await clickButton(card)(messages.disputeOpen)
    await card.get('textarea').setValue('职务没有改')
    dispatchEvent(new Event('pagehide'))
    expect([...inTab.values()].join()).toContain('职务没有改')
  })

  it('the text of a dispute is kept when the card moves, and gone once it is sent', async () => {
    history.replaceState(null, '', '/requests/req_moved')
    const followUp: FollowUp = { ...quiet, allowed: ['dispute'], disputableUntil: '2026-03-20' }
    const shown = shallowRef(request)
    const Page = defineComponent(() => () => {
      const card = () =>
        h(FollowUpCard, {
          followUp,
          modelValue: shown.value,
          'onUpdate:modelValue': (view: RequestView) => (shown.value = view),
        })
      return h('div', [shown.value.version % 2 ? card() : null, h('hr'), shown.value.version % 2 ? null : card()])
    })
    const dispute = () => Promise.resolve({ ...request, version: shown.value.version + 1 })
    const page = mountUi(Page, { parts: { api: fakeApi({ info: { dispute } }) } })
    await clickButton(page)(messages.disputeOpen)
    await page.get('textarea').setValue('职务没有改')
    shown.value = { ...request, version: request.version + 1 }
    await flushPromises()
    expect(page.get('textarea').element.value).toBe('职务没有改')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(page.find('textarea').exists()).toBe(false)
    await clickButton(page)(messages.disputeOpen)
    expect(page.get('textarea').element.value).toBe('')
    history.replaceState(null, '', '/')
  })

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
