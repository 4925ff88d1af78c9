import { describe, expect, it } from 'vitest'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { zhCn } from '../../locales/zh-CN/core.ts'
import { requestPages } from '../../locales/zh-CN/requests.ts'
import { timelineRows } from './timeline-rows.ts'

const now = '2026-03-17T02:35:00Z'
const messages = { ...zhCn, ...requestPages }

const linesOf = (name: keyof typeof sampleRequests, viewer: string) =>
  timelineRows(messages, sampleRequests[name], viewer, now).map(({ time, title, hint }) =>
    `${time} ${title} ${hint ?? ''}`.trim(),
  )

describe('timelineRows', () => {
  it('rows are in order, with seconds, and call the viewer 你', () => {
    expect(linesOf('done', 'LIMIN')).toEqual([
      '09:41:03 郭𠮷提交了申请',
      '10:33:10 你同意 1 项，不同意 1 项',
      '10:34:09 开始写入企业微信',
      '10:34:10 已写入企业微信 待核对',
      '10:34:12 核对一致，1 项已生效',
    ])
  })

  it('a failed attempt states its cause and the time of the next attempt', () => {
    expect(linesOf('running', 'guoji')[3]).toBe('10:34:10 写入失败，稍后重试 企业微信忙，第 1 次，10:34:15 再试')
  })

  it('the rows of a group request mention the group, never member fields', () => {
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
    const titles = timelineRows(messages, { ...request, timeline }, 'guoji', now).map(({ title }) => title)
    for (const title of titles) expect(title).toMatch(/群|建/)
    expect(titles.join()).not.toMatch(/手动改|写入企业微信|项生效/)
  })

  it.each(['49008', '86003', '86004', '86005', '86006', '86007', '86008', '86215'])(
    'the row of a group creation that WeCom refused with %s states the cause in words',
    (cause) => {
      const [entry] = sampleRequests.running.timeline
      const failed = { ...entry!, type: 'write_failed', details: { cause } } as const
      const request = { ...sampleRequests.running, kind: 'group_create', timeline: [failed] } as const
      const [row] = timelineRows(messages, { ...request, timeline: [failed] }, 'guoji', now)
      expect(row?.hint).toMatch(/群|成员/)
      expect(row?.hint).not.toContain(cause)
    },
  )

  it('a time of another day names the day', () => {
    const [first] = timelineRows(messages, sampleRequests.done, 'guoji', '2026-03-18T02:35:00Z')
    expect(first?.time).toBe('3\u00a0月\u00a017\u00a0日 09:41')
  })
})
