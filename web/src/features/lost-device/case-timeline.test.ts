import { describe, expect, it } from 'vitest'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { lostPhases } from '@desk/shared/lost-device/lost-device'
import { sampleLostCase } from '../../testing/samples/sample-lost.ts'
import { lost as en } from '../../locales/en/lost-device.ts'
import { lost as messages } from '../../locales/zh-CN/lost-device.ts'
import {
  clockStart,
  clockEnd,
  eventHint,
  eventTitle,
  isManualLock,
  noteText,
  milestoneRows,
  phaseLabel,
  verificationOf,
  statusText,
  stepLabels,
} from './case-timeline.ts'

const now = '2026-03-17T02:33:00.000Z'
const noInstants = { ordered: null, sent: null, confirmed: null, reopened: null, unlocked: null, ended: null }
const caseAt = (
  phase: LostCase['phase'],
  at: Partial<LostCase['at']> = {},
  more: Partial<LostCase> = {},
): LostCase => ({
  ...sampleLostCase,
  phase,
  at: { ...sampleLostCase.at, ...noInstants, ...at },
  ...more,
})
const milestones = (lostCase: LostCase) => milestoneRows(lostCase, messages, (instant) => instant)
const titles = (lostCase: LostCase) => milestones(lostCase).map(({ title }) => title)
const day = (instant: string) => `day ${instant.slice(0, 10)}`

describe('case timeline', () => {
  it('verificationOf reaches the last step only once the lock is confirmed', () => {
    for (const phase of lostPhases) expect([phase, verificationOf(caseAt(phase)).reached]).toEqual([phase, 1])
    expect(verificationOf(caseAt('lock_sent', { sent: now }))).toEqual({ reached: 2, state: 'running' })
    expect(verificationOf(caseAt('lock_failed', { sent: now }))).toEqual({ reached: 2, state: 'failed' })
    expect(verificationOf(caseAt('locked', { confirmed: now }))).toEqual({ reached: 3, state: 'done' })
  })

  it('milestoneRows lists no sent command of a manual lock, and says how each lock was confirmed', () => {
    const manual = caseAt('locked', { confirmed: now }, { attempts: 0 })
    expect(isManualLock(manual)).toBe(true)
    expect(titles(manual)).not.toContain(messages.sent)
    expect(milestones(manual).at(-1)?.hint).toBe(messages.confirmedHint)
    const responseLost = caseAt('locked', { confirmed: now }, { attempts: 1 })
    expect(isManualLock(responseLost)).toBe(false)
    expect(milestones(responseLost).at(-1)?.hint).toBe(messages.sentUnknown)
    const attested = caseAt('locked', { confirmed: now }, { attempts: 0, proof: 'word' })
    expect([isManualLock(attested), titles(attested).at(-1)]).toEqual([true, messages.confirmedWord])
    expect(statusText(attested, messages, now)).toBe(messages.lockedByWord)
    expect(phaseLabel({ phase: 'locked', proof: 'word' }, messages)).not.toContain('企业微信已确认')
  })

  it('the clock stops once the member has left the company', () => {
    const over = caseAt('left', { ordered: now, ended: '2026-03-17T02:32:00.000Z' })
    expect([clockEnd(over, now), verificationOf(over).state]).toEqual(['2026-03-17T02:32:00.000Z', 'stopped'])
    expect(titles(over).at(-1)).toBe(messages.phases.left)
  })

  it('a reopened account loses the last step, and a repeated lock restarts the clock', () => {
    const [sent, confirmed, reopened] = [now, '2026-03-17T02:34:00.000Z', '2026-03-18T01:00:00.000Z']
    const open = caseAt('reopened', { ordered: now, sent, confirmed, reopened })
    expect(verificationOf(open)).toEqual({ reached: 2, state: 'failed' })
    expect(titles(open).at(-1)).toBe(messages.phases.reopened)
    expect(clockStart(open)).toBe(open.at.reported)
    const ordered = '2026-03-18T01:05:00.000Z'
    const again = caseAt('locking', { ordered, reopened })
    expect([clockStart(again), titles(again)]).toEqual([
      ordered,
      [messages.reported, messages.phases.reopened, messages.ordered],
    ])
  })

  it('stepLabels differ for pending, cancelled and undone steps', () => {
    const { steps } = messages
    expect(stepLabels(caseAt('urgent_review'), messages)).toEqual([steps.reported, steps.sent, steps.confirmed])
    expect(stepLabels(caseAt('dismissed'), messages)).toEqual([steps.reported, steps.noOrder, steps.noProof])
    expect(stepLabels(caseAt('left', { sent: now }), messages)[2]).toBe(steps.noProof)
    expect(stepLabels(caseAt('left', { sent: now, confirmed: now }), messages)[2]).toBe(steps.confirmed)
    const manual = caseAt('reopened', { confirmed: now, reopened: now }, { attempts: 0 })
    expect([verificationOf(manual), stepLabels(manual, messages)]).toEqual([
      { reached: 2, state: 'failed' },
      [steps.reported, steps.manual, steps.undone],
    ])
  })

  it('eventTitle of removed PCs states when there were none or it failed, and eventHint explains only known events', () => {
    const title = (state: 'done' | 'none' | 'unavailable') =>
      eventTitle({ type: 'devices_removed', cause: null }, { devices: { state, count: 0 }, mailbox: null }, messages)
    expect([title('done'), title('none'), title('unavailable')]).toEqual([
      messages.event('devices_removed'),
      messages.devices.none,
      messages.devices.failed,
    ])
    const neither = { devices: null, mailbox: null }
    expect(eventTitle({ type: 'lock_sent', cause: null }, neither, messages)).toBe('锁定已发出')
    expect([eventHint('lock_sent', messages), eventHint('constructor', messages)]).toEqual(['企业微信已接收', null])
  })

  it.each([
    [null, 'done', '停用企业邮箱'],
    [null, 'none', '停用企业邮箱'],
    [null, 'unavailable', '停用或恢复企业邮箱'],
    ['opened', 'none', '恢复企业邮箱'],
    ['opened', 'still_closed', '停用或恢复企业邮箱'],
    ['-1', 'still_closed', '停用或恢复企业邮箱'],
  ] as const)('eventTitle of a mailbox with cause %s, which is now %s, is %s', (cause, state, title) => {
    const lostCase = { devices: null, mailbox: { state, count: 1 } }
    expect(eventTitle({ type: 'mailbox_closed', cause }, lostCase, messages)).toBe(title)
  })

  it('noteText formats channels, verifications and instants, and returns free text unchanged', () => {
    expect(noteText('identity_confirmed', 'in_person', messages, day)).toBe('当面核实')
    expect(noteText('undoing_accepted', 'phone', messages, day)).toBe('电话核实')
    expect(noteText('lock_confirmed', 'word', messages, day)).toBe('两人确认')
    expect(noteText('lost_dismissed', '手机在包里', messages, day)).toBe('手机在包里')
    expect(noteText('lost_amended', '2026-03-16T02:00:00.000Z → 2026-03-15T02:00:00.000Z', messages, day)).toBe(
      'day 2026-03-16 → day 2026-03-15',
    )
    expect(noteText('lock_confirmed', 'constructor', messages, day)).toBe('constructor')
  })

  it('cause formats WeCom codes, own codes and unknown codes, in both languages', () => {
    expect([messages.cause('45033'), messages.cause('lost_again'), messages.cause('odd_thing')]).toEqual([
      '企业微信返回 45033',
      '再次上报丢失',
      '原因代码 odd_thing',
    ])
    expect([en.cause('45033'), en.cause('lost_again'), en.cause('odd_thing')]).toEqual([
      'WeCom returned 45033',
      'Reported lost again',
      'cause odd_thing',
    ])
  })
})
