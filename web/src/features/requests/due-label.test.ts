import { describe, expect, it } from 'vitest'
import { zhCn } from '../../locales/zh-CN/core.ts'
import { engine } from '../../locales/zh-CN/approvals.ts'
import { dueWords, isLate } from './due-label.ts'

const now = '2026-03-17T02:00:00Z'
const due = (dueAt: string | null, isOverdue = false) => ({ dueAt, isOverdue })

describe('when it is due', () => {
  it.each([
    ['2026-03-17T04:00:00Z', '剩 2 小时'],
    ['2026-03-17T02:20:00Z', '剩 20 分钟'],
    ['2026-03-18T04:00:00Z', '最迟 3\u00a0月\u00a018\u00a0日 12:00 答复'],
  ])('%s reads %s', (dueAt, sentence) => {
    expect(dueWords(zhCn, engine, due(dueAt), now)).toBe(sentence)
  })

  it('says nothing while the clock stands still, and nothing that is over', () => {
    expect(dueWords(zhCn, engine, due(null), now)).toBe(null)
    expect(dueWords(zhCn, engine, due('2026-03-17T01:59:00Z'), now)).toBe(null)
  })

  it('is late as soon as it is, whatever the list said when it was loaded', () => {
    expect(isLate(due('2026-03-17T02:00:00Z'), now)).toBe(true)
    expect(isLate(due('2026-03-17T02:00:01Z'), now)).toBe(false)
    expect(isLate(due(null, true), now)).toBe(false)
  })
})
