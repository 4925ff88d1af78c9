import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../kernel/durations.ts'
import { isInAudience } from './audience.ts'
import { requiredSinceNo, clausesToRead } from './clauses.ts'
import { nextLabel, nextVersionState, requiredNo, versionCommands, versionStates } from './policy-flow.ts'
import { heldDuties, othersDuty } from './duties.ts'
import {
  ANY_CLAUSE,
  clausesRead,
  expectedSeconds,
  isPlausible,
  minimumMs,
  secondsRead,
  unreadClauses,
} from './reading-time.ts'
import { dueAtOf } from './due-date.ts'
import { rosterStateOf } from './roster.ts'

const hashed = (clauseId: string, hash: string, since: number) => ({ clauseId, hash, requiredSinceNo: since })

/** The transitions that the state machine must have, written down independently of it. */
const transitions = [
  'draft edit draft',
  'draft submit in_review',
  'draft discard discarded',
  'in_review approve approved',
  'in_review send_back draft',
  'approved edit draft',
  'approved publish scheduled',
  'approved send_back draft',
  'scheduled send_back draft',
  'scheduled take_effect published',
  'published supersede superseded',
]

describe('versions', () => {
  it('a version has exactly the listed transitions', () => {
    const found = versionStates.flatMap((state) =>
      versionCommands.flatMap((command) => {
        const next = nextVersionState(state, command)
        return next === null ? [] : [`${state} ${command} ${next}`]
      }),
    )
    expect(found.sort()).toEqual(transitions.sort())
  })

  it('a version is published only after approval, and an edit removes the approval', () => {
    const publishable = versionStates.filter((state) => nextVersionState(state, 'publish') !== null)
    expect(publishable).toEqual(['approved'])
    expect(nextVersionState('approved', 'edit')).toBe('draft')
  })

  it('a published or superseded version cannot be changed', () => {
    for (const command of versionCommands.filter((other) => other !== 'supersede'))
      expect([nextVersionState('published', command), nextVersionState('superseded', command)]).toEqual([null, null])
  })

  it('the next label increments the major, minor or patch number', () => {
    expect([
      nextLabel(null, 'minor'),
      nextLabel('1.0', 'major'),
      nextLabel('2.0', 'minor'),
      nextLabel('2.1', 'no_resign'),
    ]).toEqual(['1.0', '2.0', '2.1', '2.1.1'])
  })

  it('older signatures stay valid unless the version is major', () => {
    expect([
      requiredNo(1, 'minor', null),
      requiredNo(4, 'major', { requiresNo: 2 }),
      requiredNo(4, 'minor', { requiresNo: 2 }),
    ]).toEqual([1, 4, 2])
  })
})

describe('clausesToRead', () => {
  it('a person who never signed has to read all clauses', () => {
    const clauses = [hashed('a', 'x', 1), hashed('b', 'y', 3)]
    expect(clausesToRead(clauses, null)).toEqual(clauses)
  })

  it('a signer has to read what major versions changed since, except clauses with the signed text', () => {
    const now = [hashed('a', 'x', 1), hashed('b', 'new', 3), hashed('c', 'z', 2), hashed('d', 'new', 2)]
    const signed = {
      no: 1,
      clauses: [hashed('a', 'x', 1), hashed('b', 'old', 1), hashed('c', 'z', 1), hashed('d', 'old', 1)],
    }
    expect(clausesToRead(now, signed).map(({ clauseId }) => clauseId)).toEqual(['b', 'd'])
  })

  it('a clause changed by a minor version does not have to be read', () => {
    const before = [hashed('a', 'x', 1)]
    expect(requiredSinceNo({ clauseId: 'a', hash: 'y' }, 2, 'minor', before)).toBe(1)
    expect(requiredSinceNo({ clauseId: 'new', hash: 'y' }, 2, 'no_resign', before)).toBe(0)
    expect(requiredSinceNo({ clauseId: 'a', hash: 'y' }, 2, 'major', before)).toBe(2)
    expect(requiredSinceNo({ clauseId: 'a', hash: 'x' }, 2, 'major', before)).toBe(1)
  })
})

describe('reading time', () => {
  it('a longer clause has a longer minimum time, up to a limit', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)]
        expect(minimumMs(less)).toBeLessThanOrEqual(minimumMs(more))
        expect(minimumMs(more)).toBeLessThanOrEqual(3_000)
      }),
    )
  })

  it('three Latin letters have the expected reading time of one Chinese character', () => {
    const chinese = expectedSeconds(['账号实名，只给本人用，不出借。'.repeat(12), '𠮷'.repeat(12)])
    expect(chinese).toBe(40)
    expect(expectedSeconds(['abc'.repeat(192)])).toBe(chinese)
    expect(expectedSeconds([])).toBe(10)
  })

  it('unreadClauses lists the clauses that were not in view for long enough', () => {
    const clauses = ['a', 'b', 'c'].map((clauseId) => ({ clauseId, minMs: 500 }))
    expect(unreadClauses(clauses, { a: 500, b: 499 }).map(({ clauseId }) => clauseId)).toEqual(['b', 'c'])
  })

  it('clauses may be in view together, but none for longer than the text, nor the text for longer than the page was open', () => {
    const isAccepted = (a: number, b: number, onScreenMs: number) => isPlausible({ a, b }, onScreenMs, 6000)
    expect([isAccepted(6000, 6000, 6000), isAccepted(6001, 3000, 6000), isAccepted(3000, 3000, 30_000)]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('reading times of an earlier release add up to no more than the elapsed time', () => {
    const isAccepted = (a: number, b: number) => isPlausible({ a, b }, undefined, 6000)
    expect([isAccepted(3000, 3000), isAccepted(30_000, 3000)]).toEqual([true, false])
  })

  it('the total is the time for which any clause was in view, or in older signatures the sum; clausesRead counts clauses only', () => {
    expect([secondsRead({ a: 3000, b: 4000, [ANY_CLAUSE]: 4500 }), secondsRead({ a: 3000, b: 4000 })]).toEqual([5, 7])
    expect([clausesRead({ a: 3000, b: 4000, [ANY_CLAUSE]: 4500 }), clausesRead({ a: 3000 })]).toEqual([2, 1])
  })
})

describe('duties', () => {
  const duties = { '2.1a': 'management', '2.2a': 'department_admin' } as const
  it.each([
    ['an employee', { roles: [], adminOf: [] }, ['management', 'department_admin', null]],
    ['a department admin', { roles: [], adminOf: [3] }, ['management', null, null]],
    ['the management department', { roles: ['ops'], adminOf: [] }, [null, 'department_admin', null]],
    ['an auditor', { roles: ['auditor'], adminOf: [] }, ['management', 'department_admin', null]],
  ] as const)(
    'othersDuty names the holders of clauses that describe duties of others, for %s',
    (_name, actor, holders) => {
      const held = heldDuties({ kind: 'member', userid: 'guoji', ...actor })
      expect(['2.1a', '2.2a', '2.3a'].map((id) => othersDuty(duties, id, held))).toEqual(holders)
    },
  )
})

describe('roster rules', () => {
  const facts = {
    isExcluded: false,
    isExempt: false,
    signedNo: 2,
    signedAt: 100,
    countsFrom: 0,
    requiresNo: 2,
    isQuestioned: false,
    isUndelivered: false,
    dueAt: 1000,
  }
  it.each([
    [{}, 'signed'],
    [{ signedNo: 1 }, 'pending'],
    [{ countsFrom: 101 }, 'pending'],
    [{ signedNo: null, dueAt: 500 }, 'overdue'],
    [{ signedNo: null, isUndelivered: true, dueAt: 500 }, 'undelivered'],
    [{ signedNo: null, isUndelivered: true, isQuestioned: true }, 'questioned'],
    [{ isExempt: true }, 'exempt'],
    [{ isExempt: true, isExcluded: true }, 'excluded'],
  ] as const)('a person with %o is %s', (overrides, state) => {
    expect(rosterStateOf({ ...facts, ...overrides }, 500)).toBe(state)
  })

  const since = Date.parse('2026-03-17T02:32:00.000Z')
  const policy = { timeZone: 'Asia/Shanghai', requiredSince: since, days: 7, joinerDays: 3 }
  const usual = { requiredFrom: 0, exemptUntil: null, ownDueAt: null }
  const later = (days: number) => since + days * DAY_MS
  const dueOf = (person: Parameters<typeof dueAtOf>[1]) => new Date(dueAtOf(policy, person)).toISOString()

  it.each([
    ['Asia/Shanghai', '2026-03-24T15:59:59.999Z'],
    ['America/New_York', '2026-03-24T03:59:59.999Z'],
    ['Asia/Kathmandu', '2026-03-24T18:14:59.999Z'],
  ])('the last day ends at midnight in %s', (timeZone, due) => {
    expect(new Date(dueAtOf({ ...policy, timeZone }, usual)).toISOString()).toBe(due)
  })

  it('a personal due date that an earlier release stored as the midnight that ends it, still ends with the same day', () => {
    const stored = { ...usual, ownDueAt: Date.parse('2026-04-10T16:00:00.000Z') }
    expect(dueOf(stored)).toBe('2026-04-10T15:59:59.999Z')
    expect(dueOf({ ...usual, ownDueAt: Date.parse(dueOf(stored)) })).toBe(dueOf(stored))
  })

  it('new members have a separate signing period, and a personal due date takes precedence', () => {
    expect(dueOf(usual)).toBe('2026-03-24T15:59:59.999Z')
    expect(dueOf({ ...usual, requiredFrom: later(10) })).toBe('2026-03-30T15:59:59.999Z')
    expect(dueOf({ ...usual, requiredFrom: later(10), ownDueAt: later(1) })).toBe('2026-03-18T15:59:59.999Z')
  })

  it('after an exemption a person has the signing period of new members, and never an earlier date than the common one', () => {
    expect(dueOf({ ...usual, exemptUntil: later(30) })).toBe('2026-04-19T15:59:59.999Z')
    expect(dueOf({ ...usual, exemptUntil: later(1) })).toBe('2026-03-24T15:59:59.999Z')
    expect(dueOf({ ...usual, exemptUntil: later(30), ownDueAt: later(40) })).toBe('2026-04-26T15:59:59.999Z')
    expect(dueOf({ ...usual, exemptUntil: later(30), ownDueAt: later(20) })).toBe('2026-04-19T15:59:59.999Z')
  })
})

describe('isInAudience', () => {
  const emptyAudience = { everyone: false, departments: [], roles: [], partners: false, people: [] }
  const person = { userid: 'LiMin', departmentPaths: [[1, 3, 7]], roles: ['hr'], isPartner: true }
  it.each([
    [{ everyone: true }, true],
    [{ departments: [3] }, true],
    [{ departments: [8] }, false],
    [{ roles: ['hr'] }, true],
    [{ partners: true }, true],
    [{ people: ['limin'] }, true],
    [{}, false],
  ] as const)('an audience of %o contains the person: %s', (overrides, isIn) => {
    expect(isInAudience({ ...emptyAudience, ...overrides } as never, person)).toBe(isIn)
  })
})
