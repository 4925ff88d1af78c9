import { expect, it } from 'vitest'
import feedback from '../../locales/zh-CN/feedback.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { timelineRows } from './feedback-timeline.ts'

const view = samplePages['feedback-problem'].data
const by = { userid: 'GuoJi', name: '郭𠮷' }
const titleFor = (viewer: string) =>
  timelineRows(
    { ...view, events: [{ type: 'asked', at: '2026-03-17T02:00:00Z', by, text: null }], waitsFor: [] },
    { feedback, day: String, viewer },
  ).map(({ title }) => title)

it('the timeline of feedback calls its reader 你, and others by their names', () => {
  expect(titleFor('guoji')).toEqual(['你提交了反馈'])
  expect(titleFor('limin')).toEqual(['郭𠮷提交了反馈'])
})
