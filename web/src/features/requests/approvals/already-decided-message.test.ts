import { describe, expect, it } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { sampleRequests } from '../../../testing/sample-requests.ts'
import { zhCn } from '../../../locales/zh-CN/core.ts'
import { engine } from '../../../locales/zh-CN/approvals.ts'
import { takenSentence } from './already-decided-message.ts'

const say = (view: RequestView, viewer = 'zhouqiming') => takenSentence(zhCn, engine, view, viewer)
const wangFang = { userid: 'wangfang', name: '王芳' }
const liMin = { userid: 'limin', name: '李敏' }

describe('whoever came too late', () => {
  it.each<[string, RequestView, string | null]>([
    ['decided', { ...sampleRequests.undoable, decidedBy: liMin }, '李敏 10:32 已同意 2 项，不用再看'],
    [
      'decided by a delegate',
      { ...sampleRequests.undoable, decidedBy: wangFang, decidedFor: liMin },
      '王芳 代 李敏 10:32 已同意 2 项，不用再看',
    ],
    ['returned', sampleRequests.returned, '李敏 10:20 已退回，不用再看'],
    ['withdrawn', sampleRequests.withdrawn, '郭𠮷 09:59 撤回了，不用再看'],
    ['given to somebody else', { ...sampleRequests.waiting, allowed: [] }, '现在由李敏审批，不用再看'],
    ['still his', sampleRequests.toDecide, null],
  ])('%s', (_what, view, sentence) => {
    expect(say(view)).toBe(sentence)
  })

  it('is told of himself as 你', () => {
    expect(say({ ...sampleRequests.undoable, decidedBy: liMin }, 'LiMin')).toBe('你 10:32 已同意 2 项，不用再看')
  })
})
