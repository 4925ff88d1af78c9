import { describe, expect, it } from 'vitest'
import { sampleRequests } from '../../testing/sample-requests.ts'
import { zhCn } from '../../locales/zh-CN/core.ts'
import { requestPages } from '../../locales/zh-CN/requests.ts'
import { timelineRows } from './timeline-rows.ts'

const messages = { ...zhCn, ...requestPages }

const told = (name: keyof typeof sampleRequests, viewer: string) =>
  timelineRows(messages, sampleRequests[name], viewer).map(({ time, title, hint }) =>
    `${time} ${title} ${hint ?? ''}`.trim(),
  )

describe('the timeline', () => {
  it('is newest first, to the second, and calls the reader you', () => {
    expect(told('done', 'LIMIN')).toEqual([
      '10:34:12 核对一致，1 项已生效',
      '10:34:10 已写入企业微信 待核对',
      '10:34:09 开始写入企业微信',
      '10:33:10 你同意 1 项，不同意 1 项',
      '09:41:03 郭𠮷提交了申请',
    ])
  })

  it('says why a try failed and when the next is due', () => {
    expect(told('running', 'guoji')[1]).toBe('10:34:10 写入失败，稍后重试 企业微信忙，第 1 次，10:34:15 再试')
  })

  it('speaks of a group where the request is for one, never of what a member changed', () => {
    const request = { ...sampleRequests.running, kind: 'group_create' as const }
    const [entry] = request.timeline
    const types = [
      'write_started',
      'written',
      'write_retried',
      'write_failed',
      'done_by_hand',
      'read_back_equal',
    ] as const
    const timeline = types.map((type) => ({ ...entry!, type, details: {} }))
    const told = timelineRows(messages, { ...request, timeline }, 'guoji').map(({ title }) => title)
    for (const title of told) expect(title).toMatch(/群|建/)
    expect(told.join()).not.toMatch(/手动改|写入企业微信|项生效/)
  })
})
