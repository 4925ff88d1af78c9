import { describe, expect, it } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { zhCn } from '../../../locales/zh-CN/core.ts'
import { approvals } from '../../../locales/zh-CN/approvals.ts'
import { requestPages } from '../../../locales/zh-CN/requests.ts'
import { alreadyDecidedMessage } from './already-decided-message.ts'

const messageOf = (view: RequestView, viewer = 'zhouqiming', now = '2026-03-17T02:33:00Z') =>
  alreadyDecidedMessage({ ...zhCn, ...requestPages }, approvals, view, viewer, now)
const wangFang = { userid: 'wangfang', name: '王芳' }
const liMin = { userid: 'limin', name: '李敏' }

describe('alreadyDecidedMessage', () => {
  it.each<[string, RequestView, string]>([
    ['decided', { ...sampleRequests.undoable, decidedBy: liMin }, '李敏 10:32 已同意 2 项，无需处理'],
    [
      'decided by a delegate',
      { ...sampleRequests.undoable, decidedBy: wangFang, decidedFor: liMin },
      '王芳 代 李敏 10:32 已同意 2 项，无需处理',
    ],
    ['returned', sampleRequests.returned, '李敏 10:20 已退回，无需处理'],
    ['withdrawn', sampleRequests.withdrawn, '郭𠮷 09:59 撤回了，无需处理'],
    ['transferred to another approver', { ...sampleRequests.waiting, allowed: [] }, '现在由李敏审批，无需处理'],
  ])('alreadyDecidedMessage says what happened to a request that is %s', (_state, view, message) => {
    expect(messageOf(view)).toBe(message)
  })

  it('alreadyDecidedMessage names the day of a decision of another day', () => {
    const view = { ...sampleRequests.undoable, decidedBy: liMin }
    expect(messageOf(view, 'zhouqiming', '2026-03-18T02:33:00Z')).toBe(
      '李敏 3\u00a0月\u00a017\u00a0日 10:32 已同意 2 项，无需处理',
    )
  })

  it('alreadyDecidedMessage is null for a request that the viewer may still decide', () => {
    expect(messageOf(sampleRequests.toDecide)).toBeNull()
  })

  it('alreadyDecidedMessage calls the viewer 你 when they decided themselves', () => {
    expect(messageOf({ ...sampleRequests.undoable, decidedBy: liMin }, 'LiMin')).toBe('你 10:32 已同意 2 项，无需处理')
  })
})
