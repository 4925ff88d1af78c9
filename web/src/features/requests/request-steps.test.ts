import { describe, expect, it } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { approvals } from '../../locales/zh-CN/approvals.ts'
import { zhCn } from '../../locales/zh-CN/core.ts'
import { requestPages } from '../../locales/zh-CN/requests.ts'
import { requestSteps } from './request-steps.ts'

const requests = { ...zhCn, ...requestPages }
const openSteps = (request: RequestView, viewer = 'guoji') =>
  requestSteps(request, { requests, approvals, viewer, now: '2026-03-17T02:35:00Z' })
    .filter(({ tone }) => tone === 'next' || tone === 'todo')
    .map(({ tone, title, hint, time, person }) => [tone, title, hint, time, person?.name])

describe('requestSteps', () => {
  it('requestSteps shows the applicant the next actor with their role, and the further steps', () => {
    expect(openSteps(sampleRequests.waiting)).toEqual([
      ['next', '等李敏审批', '部门管理员', '已等 53\u00a0分钟', '李敏'],
      ['todo', '写入企业微信，核对', null, '', undefined],
    ])
  })

  it('requestSteps shows the time limit to a viewer who is not the applicant', () => {
    const [now] = openSteps(sampleRequests.waiting, 'sunhao')
    expect(now?.[2]).toBe('部门管理员，最迟 3\u00a0月\u00a018\u00a0日 09:41 审批')
  })

  it('requestSteps shows the applicant whether the approver is on duty, and when they usually decide', () => {
    const hintOf = (isOnDuty: boolean, usualHours: number | null) =>
      openSteps({ ...sampleRequests.waiting, dueAt: null, contact: { phone: '', isOnDuty, usualHours } })[0]?.[2]
    expect([hintOf(true, 2), hintOf(false, 2), hintOf(true, null), hintOf(false, null)]).toEqual([
      '部门管理员，在岗，通常 2 小时内审批',
      '部门管理员，通常 2 小时内审批',
      '部门管理员，在岗',
      '部门管理员',
    ])
  })

  it('requestSteps shows the approver that they are the next actor', () => {
    const [now] = openSteps(sampleRequests.toDecide, 'limin')
    expect(now).toEqual(['next', '待你审批', '最迟 3\u00a0月\u00a018\u00a0日 09:41 审批', '已等 53\u00a0分钟', '李敏'])
  })

  it('requestSteps names the role of each of several approvers', () => {
    const [first] = sampleRequests.waiting.deciders
    if (!first) throw new Error('nobody decides')
    const wangFang = { ...first, userid: 'wangfang', name: '王芳', because: 'deputy' } as const
    const [now] = openSteps({ ...sampleRequests.waiting, deciders: [first, wangFang], dueAt: null })
    expect(now?.slice(1, 3)).toEqual(['等李敏、王芳审批', '李敏（部门管理员），王芳（副管理员）'])
  })

  it('requestSteps shows the present step of a decided request and what is still to come, and nothing after the end', () => {
    expect(openSteps(sampleRequests.undoable).map(([, title]) => title)).toEqual(['已决定，待写入', '核对'])
    expect(openSteps(sampleRequests.running).map(([, title]) => title)).toEqual(['已写入，正在核对'])
    for (const name of ['done', 'mismatch', 'withdrawn', 'refused'] as const)
      expect(openSteps(sampleRequests[name])).toEqual([])
  })

  it('requestSteps shows that a returned request waits for its applicant', () => {
    expect(openSteps(sampleRequests.returned).map(([, title]) => title)[0]).toBe('退回给你修改')
    expect(openSteps(sampleRequests.returned, 'limin').map(([, title]) => title)[0]).toBe('等郭𠮷修改后重新提交')
  })
})
