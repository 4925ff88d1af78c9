import { describe, expect, it } from 'vitest'
import { policyAdmin } from '../../locales/zh-CN/policy-admin.ts'
import { sampleBoard } from '../../testing/samples/policies/sample-board.ts'
import { atDueOf, findingOf, gainedAfter, splitPoints } from './plot-of-board.ts'

const texts = policyAdmin.board
const burnUp = sampleBoard.burnUp!
const forecast = burnUp.forecast!
const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ')

describe('the finding of the plot', () => {
  const findingWith = (overrides: Partial<typeof sampleBoard>) =>
    plain(findingOf({ ...sampleBoard, ...overrides }, texts).finding)

  it('the finding of the plot says when 95 % are reached, and at which rate', () => {
    const { finding, basis } = findingOf(sampleBoard, texts)
    expect([plain(finding), basis]).toEqual(['按目前速度，3 月 18 日达到 95 %', '近 3 个工作日每天 20 人'])
  })

  it('the finding of the plot has the year of its day on paper', () => {
    expect(plain(findingOf(sampleBoard, texts, true).finding)).toBe('按目前速度，2026 年 3 月 18 日达到 95 %')
    const past = { ...sampleBoard, asOf: '2026-03-16' }
    expect(plain(findingOf(past, texts, true).finding)).toBe('截至 2026 年 3 月 16 日，已签 912 人')
  })

  it('the finding of the plot has no date beyond 90 days, and none while no one signs', () => {
    expect(findingWith({ burnUp: { ...burnUp, forecast: { ...forecast, reachedOn: null } } })).toBe(texts.plot.beyond)
    expect(findingWith({ burnUp: { ...burnUp, forecast: { ...forecast, perDay: 0, reachedOn: null } } })).toBe(
      texts.plot.stands,
    )
  })

  it('the finding of the plot says without a forecast what is missing for one', () => {
    const early = { ...sampleBoard, burnUp: { ...burnUp, forecast: null } }
    expect(findingOf(early, texts)).toEqual({ finding: '目前已签 912 人', basis: texts.plot.notYet })
    const retired = { ...early, policy: { ...early.policy, retiredAt: '2026-03-17T02:00:00Z' } }
    expect(findingOf(retired, texts).basis).toBeNull()
  })

  it('the finding of the plot promises no forecast to a department that is too small for one', () => {
    const none = { overdue: 0, questioned: 0, undelivered: 0, changeOnly: 0 }
    const counts = { ...sampleBoard.counts, ...none, signed: 1, pending: 4 }
    const small = { ...sampleBoard, counts, burnUp: { ...burnUp, forecast: null } }
    expect(findingOf(small, texts)).toEqual({ finding: '目前已签 1 人', basis: null })
  })

  it('the finding of the plot says for a past day how many had signed', () => {
    expect(findingWith({ asOf: '2026-03-16' })).toBe('截至 3 月 16 日，已签 912 人')
  })
})

it('a past day divides the points into those up to its end and those after it', () => {
  const { points, later } = splitPoints({ ...burnUp, asOf: '2026-03-15T16:00:00Z' }, 699)
  expect([points.map(({ value }) => value), later.map(({ value }) => value)]).toEqual([
    [0, 400, 699],
    [699, 860, 912],
  ])
  expect(splitPoints(burnUp, 912).later).toEqual([])
})

it('the gain of a reminder is the signatures of the next 24 hours, where minutes are known', () => {
  expect(gainedAfter({ ...burnUp, isByMinute: true }, '2026-03-15T17:00:00Z')).toBe(160)
  expect(gainedAfter(burnUp, '2026-03-15T17:00:00Z')).toBeNull()
})

it('the number expected at the due date is stated with its share', () => {
  const due = { ...sampleBoard, burnUp: { ...burnUp, forecast: { ...forecast, atDue: 960 } } }
  expect(atDueOf(due, texts)).toBe('那天约 960 人，96.0 %')
  expect(atDueOf(sampleBoard, texts)).toBeNull()
})
