import { describe, expect, it } from 'vitest'
import type { MemberActor } from '../identity/actor.ts'
import {
  nextCasePhase,
  isOverPhase,
  lockPhases,
  lostCommands,
  lostPhases,
  lostPayload,
  type LostPhase,
  requestStateOfCase,
} from './lost-device.ts'
import {
  allowedCaseActions,
  CALL_LATER_EVERY_MS,
  CASE_VIEW_TOKEN_MS,
  countsFrom,
  DEPUTY_AFTER_MS,
  EXPIRES_MS,
  locksAtOnce,
  lostActions,
  type LostAction,
  type LostFacts,
  mayActOnCase,
  PAGE_EVERY_MS,
  RECOVERY_WITHIN_MS,
  REVIEW_MS,
  UNSTATED_LOOK_BACK_MS,
} from './lost-device-rules.ts'

/** All transitions, written independently of the table under test. */
const transitions = [
  'urgent_review request_lock locking',
  'urgent_review dismiss dismissed',
  'locking send lock_sent',
  'locking fail lock_failed',
  'locking confirm locked',
  'lock_sent fail lock_failed',
  'lock_sent confirm locked',
  'lock_failed send lock_sent',
  'lock_failed confirm locked',
  'locked find recovery',
  'recovery identify identity_ok',
  'recovery doubt locked',
  'identity_ok unlock unlocking',
  'identity_ok doubt locked',
  'unlocking confirm_unlock aftercare',
  'aftercare close closed',
  'unlocking supersede closed',
  'aftercare supersede closed',
  ...['locked', 'recovery', 'identity_ok'].map((phase) => `${phase} detect_enabled reopened`),
  'reopened request_lock locking',
  'reopened accept aftercare',
  'reopened detect_disabled locked',
  ...[
    'urgent_review',
    'locking',
    'lock_sent',
    'lock_failed',
    'locked',
    'recovery',
    'identity_ok',
    'reopened',
    'unlocking',
    'aftercare',
  ].map((phase) => `${phase} leave left`),
]

describe('nextCasePhase', () => {
  it('nextCasePhase allows exactly the listed transitions', () => {
    const found = lostPhases.flatMap((phase) =>
      lostCommands.flatMap((command) => {
        const next = nextCasePhase(phase, command)
        return next === null ? [] : [`${phase} ${command} ${next}`]
      }),
    )
    expect(found.sort()).toEqual(transitions.sort())
  })

  it('the phase aftercare is reached only through two people', () => {
    const reachable = (from: LostPhase, without: readonly string[]): Set<LostPhase> => {
      const seen = new Set<LostPhase>([from])
      for (const phase of seen)
        for (const command of lostCommands) {
          const next = without.includes(command) ? null : nextCasePhase(phase, command)
          if (next) seen.add(next)
        }
      return seen
    }
    // When the account was enabled in the console, that person was the first of two; a read status does not end the
    // case.
    for (const step of ['identify', 'unlock'])
      for (const other of ['detect_enabled', 'accept'])
        expect(reachable('locking', [step, other]).has('aftercare')).toBe(false)
  })

  it("isOverPhase agrees with the engine's state of every phase", () => {
    for (const phase of lostPhases)
      expect([phase, ['done', 'refused'].includes(requestStateOfCase[phase])]).toEqual([phase, isOverPhase(phase)])
    expect(lockPhases.filter((phase) => isOverPhase(phase))).toEqual([])
  })
})

const actor = (userid: string, overrides: Partial<MemberActor> = {}): MemberActor => ({
  kind: 'member',
  userid,
  roles: [],
  adminOf: [],
  ...overrides,
})
const people: Record<string, MemberActor> = {
  subject: actor('subject'),
  reporter: actor('reporter'),
  colleague: actor('colleague'),
  admin: actor('admin', { adminOf: [3] }),
  otherAdmin: actor('other', { adminOf: [9] }),
  duty: actor('duty'),
  ops: actor('ops', { roles: ['ops'] }),
  checker: actor('checker', { roles: ['ops'] }),
  hr: actor('hr', { roles: ['hr'] }),
  auditor: actor('auditor', { roles: ['auditor'] }),
}
const facts: LostFacts = {
  subjectId: 'Subject',
  reporterId: 'Reporter',
  secondReporterId: null,
  identityBy: 'checker',
  attestedBy: 'ops',
  departmentPath: [1, 3],
  onCall: ['duty'],
  unlockers: ['ops', 'checker'],
  phase: 'locked',
}

describe('mayActOnCase', () => {
  const expected: Record<LostAction, string[]> = {
    read: ['admin', 'duty', 'ops', 'checker', 'hr', 'auditor'],
    decide: ['admin', 'duty', 'ops', 'checker'],
    contest: ['subject'],
    amend: ['reporter', 'ops', 'checker'],
    find: ['reporter', 'admin', 'duty', 'ops', 'checker'],
    identify: ['admin', 'ops', 'checker'],
    doubt: ['admin', 'ops', 'checker'],
    unlock: ['ops'],
    relock: ['admin', 'duty', 'ops', 'checker'],
    accept: ['admin', 'ops'],
    attest: ['duty', 'checker'],
    close: ['subject', 'ops', 'checker'],
    mark_false: ['ops', 'checker'],
    export: ['ops', 'checker', 'auditor'],
  }
  it.each(Object.keys(expected) as LostAction[])('the action %s is allowed to exactly the listed people', (action) => {
    const found = Object.keys(people).filter((name) => mayActOnCase(people[name]!, action, facts))
    expect(found).toEqual(expected[action])
  })

  it('a person decides nothing about themselves or their own report, whatever their role', () => {
    const everyRole = { roles: ['ops', 'ops_lead'], adminOf: [1] } as const
    for (const userid of ['subject', 'REPORTER'])
      for (const action of ['decide', 'identify'] as const)
        expect([userid, action, mayActOnCase(actor(userid, everyRole), action, facts)]).toEqual([userid, action, false])
  })

  it('an identity is confirmed only if another person could unlock afterwards', () => {
    const may = (name: string, unlockers: string[]) => mayActOnCase(people[name]!, 'identify', { ...facts, unlockers })
    expect([may('ops', ['OPS']), may('admin', ['ops']), may('admin', ['admin']), may('admin', [])]).toEqual([
      false,
      true,
      false,
      false,
    ])
  })

  it('a delegate may decide in the departments of their delegators', () => {
    const delegate = actor('delegate', { delegators: [actor('elsewhere', { adminOf: [9] }), people['admin']!] })
    expect(mayActOnCase(delegate, 'decide', facts)).toBe(true)
    expect(mayActOnCase(actor('delegate', { delegators: [people['otherAdmin']!] }), 'decide', facts)).toBe(false)
  })

  it.each(lostActions)(
    'a delegate may not take the action %s by a right of the subject, or by a delegation limited to request types',
    (action) => {
      const subject = actor('SUBJECT', { adminOf: [3] })
      const limited = { ...people['admin']!, isLimited: true } as const
      for (const delegators of [[subject], [limited], [subject, limited]])
        expect(mayActOnCase(actor('delegate', { delegators }), action, facts)).toBe(false)
      const others = { ...facts, subjectId: 'other' }
      expect(mayActOnCase(actor('delegate', { delegators: [subject] }), action, others)).toBe(
        expected[action].includes('admin'),
      )
      expect(mayActOnCase(actor('delegate', { delegators: [subject, people['admin']!] }), action, facts)).toBe(
        expected[action].includes('admin'),
      )
    },
  )

  it('a second reporter may not decide, and an ops lead may unlock', () => {
    const reportedTwice = { ...facts, secondReporterId: 'OPS' }
    expect([
      mayActOnCase(people['ops']!, 'decide', reportedTwice),
      mayActOnCase(people['ops']!, 'find', reportedTwice),
    ]).toEqual([false, true])
    expect(mayActOnCase(actor('lead', { roles: ['ops_lead'] }), 'unlock', facts)).toBe(true)
  })

  it('unlocking needs a confirmed identity, deciding on call a place on the roster, and a subject in ops takes no step of the case', () => {
    expect(mayActOnCase(people['ops']!, 'unlock', { ...facts, identityBy: null })).toBe(false)
    expect(mayActOnCase(people['ops']!, 'attest', { ...facts, attestedBy: null })).toBe(true)
    expect(mayActOnCase(people['duty']!, 'decide', { ...facts, onCall: ['other', 'DUTY'] })).toBe(true)
    expect(mayActOnCase(people['duty']!, 'decide', { ...facts, onCall: [] })).toBe(false)
    const subject = actor('subject', { roles: ['ops'] })
    for (const action of ['doubt', 'unlock', 'relock', 'accept', 'attest', 'mark_false'] as const)
      expect([action, mayActOnCase(subject, action, { ...facts, attestedBy: null })]).toEqual([action, false])
  })

  it.each([
    ['urgent_review', [false, false]],
    ['identity_ok', [false, false]],
    ['unlocking', [false, false]],
    ['aftercare', [true, false]],
    ['dismissed', [true, true]],
  ] as const)('a subject with roles may read and export their case in phase %s: %j', (phase, expectedAnswers) => {
    const subject = actor('subject', { roles: ['ops', 'hr', 'auditor'], adminOf: [3] })
    const may = (action: LostAction, reporterId = 'reporter') =>
      mayActOnCase(subject, action, { ...facts, phase, reporterId, onCall: ['subject'] })
    expect([may('read'), may('export')]).toEqual(expectedAnswers)
    expect(may('read', 'SUBJECT')).toBe(true)
  })

  /** The actions of the management department in each phase, besides reading and exporting. */
  const shown: Record<LostPhase, LostAction[]> = {
    urgent_review: ['decide'],
    locking: ['amend'],
    lock_sent: ['amend'],
    lock_failed: ['amend', 'attest'],
    locked: ['amend', 'find', 'mark_false'],
    recovery: ['identify', 'doubt', 'mark_false'],
    identity_ok: ['doubt', 'unlock', 'mark_false'],
    reopened: ['relock', 'accept', 'mark_false'],
    unlocking: [],
    aftercare: ['close', 'mark_false'],
    closed: ['mark_false'],
    dismissed: ['mark_false'],
    left: ['mark_false'],
  }
  it.each(lostPhases)('allowedCaseActions in phase %s contains the listed actions', (phase) => {
    const found = allowedCaseActions(people['ops']!, phase, { ...facts, attestedBy: null })
    expect(found.filter((action) => action !== 'read' && action !== 'export')).toEqual(shown[phase])
    expect(allowedCaseActions(people['subject']!, phase, facts).includes('contest')).toBe(phase === 'urgent_review')
  })

  it('allowedCaseActions contains only actions that the phase accepts', () => {
    expect(allowedCaseActions(people['admin']!, 'urgent_review', facts)).toEqual(['read', 'decide'])
    expect(allowedCaseActions(people['ops']!, 'identity_ok', facts)).toContain('unlock')
    expect(allowedCaseActions(people['ops']!, 'locked', facts)).not.toContain('unlock')
    for (const action of ['relock', 'accept'] as const) {
      expect(allowedCaseActions(people['ops']!, 'reopened', facts)).toContain(action)
      expect(allowedCaseActions(people['ops']!, 'locked', facts)).not.toContain(action)
    }
  })
})

it('a report requires a valid person, reason, time and note', () => {
  const good = { subjectId: 'guoji', why: 'lost', lastSeenAt: '2026-03-17T02:00:00.000Z', note: '' }
  expect(lostPayload.safeParse(good).success).toBe(true)
  for (const bad of [{ subjectId: '../x' }, { why: 'bored' }, { lastSeenAt: 'yesterday' }, { note: 'x'.repeat(121) }])
    expect(lostPayload.safeParse({ ...good, ...bad }).success).toBe(false)
})

it('the seconds to a lock count from the report, or from the command to lock again', () => {
  const at = { reported: '2026-03-17T02:00:00.000Z', ordered: '2026-03-17T02:03:00.000Z', reopened: null }
  expect(countsFrom(at)).toBe(at.reported)
  expect(countsFrom({ ...at, reopened: '2026-03-18T09:00:00.000Z' })).toBe(at.reported)
  const again = { ...at, ordered: '2026-03-18T09:02:00.000Z', reopened: '2026-03-18T09:00:00.000Z' }
  expect(countsFrom(again)).toBe(again.ordered)
})

it('the time limits of a case have the expected values, and a report by the owner locks at once, but not one by a colleague', () => {
  const minutes = [REVIEW_MS, DEPUTY_AFTER_MS, PAGE_EVERY_MS, CALL_LATER_EVERY_MS, RECOVERY_WITHIN_MS].map(
    (ms) => ms / 60_000,
  )
  expect(minutes).toEqual([5, 2, 3, 30, 30])
  expect([EXPIRES_MS, CASE_VIEW_TOKEN_MS, UNSTATED_LOOK_BACK_MS].map((ms) => ms / 3_600_000)).toEqual([24, 24, 168])
  expect([locksAtOnce('owner'), locksAtOnce('colleague')]).toEqual([true, false])
})

it('a lock command older than the reopening does not count', () => {
  const at = (ordered: string | null, reopened: string | null) => countsFrom({ reported: '1', ordered, reopened })
  expect([at('2', '3'), at('3', '3'), at(null, '3'), at('2', null), at(null, null)]).toEqual(['1', '3', '1', '1', '1'])
})
