import { expect, it } from 'vitest'
import en from '../../locales/en/confirmations.ts'
import zhCn from '../../locales/zh-CN/confirmations.ts'
import { campaignDays } from './campaign-days.ts'

it('the days of a campaign are those on which people could answer, with the planned first day if an outage moved them', () => {
  const days = { startsOn: '2026-03-17', endsOn: '2026-03-31', lateStart: null }
  const moved = { ...days, endsOn: '2026-04-10', lateStart: '2026-03-27' }
  const inChinese = (shown: Parameters<typeof campaignDays>[1]) => campaignDays(zhCn.board, shown).replaceAll(/\s/g, '')
  expect(inChinese(days)).toBe('3月17日至3月31日')
  // The answer of a server of 0.18.0.
  expect(inChinese({ startsOn: days.startsOn, endsOn: days.endsOn })).toBe('3月17日至3月31日')
  expect(inChinese(moved)).toBe('3月27日至4月10日（原定3月17日开始，服务中断后顺延）')
  expect(campaignDays(zhCn.board, days, true).replaceAll(/\s/g, '')).toBe('2026年3月17日至2026年3月31日')
  expect(campaignDays(en.board, moved)).toMatch(/planned from .*, postponed after an outage/)
})
