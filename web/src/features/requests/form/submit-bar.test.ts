import { expect, it } from 'vitest'
import { mountUi } from '../../../testing/mount-ui.ts'
import { liMin } from '../../../testing/samples/sample-people.ts'
import SubmitBar from '../components/form/SubmitBar.vue'

const textWith = (answer: { usualHours: number | null; dueAt: string } | null) =>
  mountUi(SubmitBar, {
    props: {
      changedCount: 1,
      approvers: [liMin.name],
      lead: liMin,
      answer,
      isSending: false,
      isWaitingForNetwork: false,
      wasDeferred: false,
      slowness: 'normal',
      error: undefined,
    },
  })
    .get('.bar-hint')
    .text()

it('the bar of a form says when the approver usually decides, and by when they should', () => {
  const dueAt = '2026-03-18T01:41:03Z'
  const day = '3\u00a0月\u00a018\u00a0日 09:41'
  // The text is preceded by the letter of the avatar.
  expect(textWith({ usualHours: 2, dueAt })).toMatch(new RegExp(`李敏审批，通常 2 小时内，最迟 ${day}$`))
  expect(textWith({ usualHours: null, dueAt })).toMatch(new RegExp(`李敏审批，最迟 ${day}$`))
  expect(textWith(null)).toMatch(/李敏审批$/)
})
