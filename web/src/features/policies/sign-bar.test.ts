import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import SignBar from './components/reading/SignBar.vue'

const { data } = samplePages.policy
const view = { ...data, task: { ...data.task, state: 'pending' } }
const hintOf = (unreadCount: number) =>
  mountUi(SignBar, { props: { view, unreadCount, requiredCount: 3, seconds: 0, isSending: false } }).get('.bar-hint')

it('the hint on how clauses are read may be hidden, to make room for the text, once a clause was read', () => {
  expect(hintOf(3).classes()).not.toContain('sign-known')
  expect(hintOf(2).classes()).toContain('sign-known')
})
