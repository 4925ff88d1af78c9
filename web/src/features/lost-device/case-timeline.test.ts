import { describe, expect, it } from 'vitest'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { lostPhases } from '@desk/shared/lost-device/lost-device'
import { sampleLostCase } from '../../testing/sample-lost.ts'
import { lost as en } from '../../locales/en/lost-device.ts'
import { lost as messages } from '../../locales/zh-CN/lost-device.ts'
import {
  clockFrom,
  clockUntil,
  eventHint,
  eventTitle,
  isByHand,
  noteText,
  pathRows,
  phaseWord,
  proofOf,
  sayOf,
  stepsOf,
} from './case-timeline.ts'

const now = '2026-03-17T02:33:00.000Z'
const nothing = { ordered: null, sent: null, confirmed: null, reopened: null, unlocked: null, ended: null }
const caseAt = (
  phase: LostCase['phase'],
  at: Partial<LostCase['at']> = {},
  more: Partial<LostCase> = {},
): LostCase => ({
  ...sampleLostCase,
  phase,
  at: { ...sampleLostCase.at, ...nothing, ...at },
  ...more,
})
const titles = (one: LostCase) => pathRows(one, messages).map(({ title }) => title)
const day = (instant: string) => `day ${instant.slice(0, 10)}`

describe('what the page of a case claims', () => {
  it('fills the last notch on a proof and on nothing else', () => {
    for (const phase of lostPhases) expect([phase, proofOf(caseAt(phase)).reached]).toEqual([phase, 1])
    expect(proofOf(caseAt('lock_sent', { sent: now }))).toEqual({ reached: 2, state: 'running' })
    expect(proofOf(caseAt('lock_failed', { sent: now }))).toEqual({ reached: 2, state: 'failed' })
    expect(proofOf(caseAt('locked', { confirmed: now }))).toEqual({ reached: 3, state: 'done' })
  })

  it('says that an order went out only when it did', () => {
    const byHand = caseAt('locked', { confirmed: now }, { attempts: 0 })
    expect(isByHand(byHand)).toBe(true)
    expect(titles(byHand)).not.toContain(messages.sent)
    expect(pathRows(byHand, messages).at(-1)?.hint).toBe(messages.confirmedHint)
    const answerLost = caseAt('locked', { confirmed: now }, { attempts: 1 })
    expect(isByHand(answerLost)).toBe(false)
    expect(pathRows(answerLost, messages).at(-1)?.hint).toBe(messages.sentUnknown)
    const byWord = caseAt('locked', { confirmed: now }, { attempts: 0, proof: 'word' })
    expect([isByHand(byWord), titles(byWord).at(-1)]).toEqual([true, messages.confirmedWord])
    expect(sayOf(byWord, messages, now)).toBe(messages.lockedByWord)
    expect(phaseWord({ phase: 'locked', proof: 'word' }, messages)).not.toContain('企业微信已确认')
  })

  it('stands still once there is nothing to wait for', () => {
    const over = caseAt('left', { ordered: now, ended: '2026-03-17T02:32:00.000Z' })
    expect([clockUntil(over, now), proofOf(over).state]).toEqual(['2026-03-17T02:32:00.000Z', 'stopped'])
    expect(titles(over).at(-1)).toBe(messages.phases.left)
  })

  it('takes the last notch back when the account is open again, and counts a second lock by itself', () => {
    const [sent, confirmed, reopened] = [now, '2026-03-17T02:34:00.000Z', '2026-03-18T01:00:00.000Z']
    const open = caseAt('reopened', { ordered: now, sent, confirmed, reopened })
    expect(proofOf(open)).toEqual({ reached: 2, state: 'failed' })
    expect(titles(open).at(-1)).toBe(messages.phases.reopened)
    expect(clockFrom(open)).toBe(open.at.reported)
    const ordered = '2026-03-18T01:05:00.000Z'
    const again = caseAt('locking', { ordered, reopened })
    expect([clockFrom(again), titles(again)]).toEqual([
      ordered,
      [messages.reported, messages.phases.reopened, messages.ordered],
    ])
  })

  it('names below a notch what is waited for, what will not come, and what was undone', () => {
    const { steps } = messages
    expect(stepsOf(caseAt('urgent_review'), messages)).toEqual([steps.reported, steps.sent, steps.confirmed])
    expect(stepsOf(caseAt('dismissed'), messages)).toEqual([steps.reported, steps.noOrder, steps.noProof])
    expect(stepsOf(caseAt('left', { sent: now }), messages)[2]).toBe(steps.noProof)
    expect(stepsOf(caseAt('left', { sent: now, confirmed: now }), messages)[2]).toBe(steps.confirmed)
    const byHand = caseAt('reopened', { confirmed: now, reopened: now }, { attempts: 0 })
    expect([proofOf(byHand), stepsOf(byHand, messages)]).toEqual([
      { reached: 2, state: 'failed' },
      [steps.reported, steps.byHand, steps.undone],
    ])
  })

  it('tells a step in which nothing was done as that', () => {
    const title = (state: 'done' | 'none' | 'unavailable') =>
      eventTitle('devices_removed', { state, count: 0 }, messages)
    expect([title('done'), title('none'), title('unavailable')]).toEqual([
      messages.event('devices_removed'),
      messages.devices.none,
      messages.devices.failed,
    ])
    expect(eventTitle('lock_sent', null, messages)).toBe('指令已发')
    expect([eventHint('lock_sent', messages), eventHint('constructor', messages)]).toEqual(['企业微信收下了', null])
  })

  it('reads what somebody said in a step as people say it', () => {
    expect(noteText('identity_confirmed', 'in_person', messages, day)).toBe('当面见过')
    expect(noteText('undoing_accepted', 'phone', messages, day)).toBe('打过电话')
    expect(noteText('lock_confirmed', 'word', messages, day)).toBe('凭两个人的话')
    expect(noteText('lost_dismissed', '手机在包里', messages, day)).toBe('手机在包里')
    expect(noteText('lost_amended', '2026-03-16T02:00:00.000Z → 2026-03-15T02:00:00.000Z', messages, day)).toBe(
      'day 2026-03-16 → day 2026-03-15',
    )
    expect(noteText('lock_confirmed', 'constructor', messages, day)).toBe('constructor')
  })

  it('names a code of WeCom as one, and its own by its messages, in both languages', () => {
    expect([messages.cause('45033'), messages.cause('lost_again'), messages.cause('odd_thing')]).toEqual([
      '企业微信答 45033',
      '又报了丢失',
      '原因代码 odd_thing',
    ])
    expect([en.cause('45033'), en.cause('lost_again')]).toEqual(['WeCom answered 45033', 'Reported lost again'])
  })
})
