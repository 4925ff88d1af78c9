import { describe, expect, it } from 'vitest'
import { zhCn } from '../../locales/zh-CN/core.ts'
import { approvals } from '../../locales/zh-CN/approvals.ts'
import { dueLabel, isLate } from './due-label.ts'

const now = '2026-03-17T02:00:00Z'
const due = (dueAt: string | null, isOverdue = false) => ({ dueAt, isOverdue })

describe('dueLabel and isLate', () => {
  it.each([
    ['2026-03-17T04:00:00Z', '剩 2\u00a0小时'],
    ['2026-03-17T02:20:00Z', '剩 20\u00a0分钟'],
    ['2026-03-18T04:00:00Z', '最迟 3\u00a0月\u00a018\u00a0日 12:00 审批'],
  ])('dueLabel formats %s as %s', (dueAt, label) => {
    expect(dueLabel(zhCn, approvals, due(dueAt), now)).toBe(label)
  })

  it('dueLabel is null without a due time and for an overdue request', () => {
    expect(dueLabel(zhCn, approvals, due(null), now)).toBe(null)
    expect(dueLabel(zhCn, approvals, due('2026-03-17T01:59:00Z'), now)).toBe(null)
  })

  it('isLate is true from the due time on, even when the loaded list says otherwise', () => {
    expect(isLate(due('2026-03-17T02:00:00Z'), now)).toBe(true)
    expect(isLate(due('2026-03-17T02:00:01Z'), now)).toBe(false)
    expect(isLate(due(null, true), now)).toBe(false)
  })
})
