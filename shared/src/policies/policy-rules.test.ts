import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInAudience } from './audience.ts'
import { askedSince, clausesToRead } from './clauses.ts'
import { nextLabel, nextVersionState, requiredNo, versionCommands, versionStates } from './policy-flow.ts'
import { isPlausible, minimumMs, unreadClauses } from './reading-time.ts'
import { dueAtOf, rosterStateOf } from './roster.ts'

const hashed = (clauseId: string, hash: string, since: number) => ({ clauseId, hash, askedSince: since })

/** Beside the table that is tested. */
const moves = [
  'draft edit draft',
  'draft submit in_review',
  'in_review approve approved',
  'in_review send_back draft',
  'approved edit draft',
  'approved publish scheduled',
  'approved send_back draft',
  'scheduled send_back draft',
  'scheduled take_effect published',
  'published supersede superseded',
]

describe('a version', () => {
  it('moves as it is written, and in no other way', () => {
    const found = versionStates.flatMap((state) =>
      versionCommands.flatMap((command) => {
        const next = nextVersionState(state, command)
        return next === null ? [] : [`${state} ${command} ${next}`]
      }),
    )
    expect(found.sort()).toEqual(moves.sort())
  })

  it('is published only after somebody approved it, and edited only at the price of that', () => {
    const ways = versionStates.filter((state) => nextVersionState(state, 'publish') !== null)
    expect(ways).toEqual(['approved'])
    expect(nextVersionState('approved', 'edit')).toBe('draft')
  })

  it('that is published or replaced can no more be changed', () => {
    for (const command of versionCommands.filter((one) => one !== 'supersede'))
      expect([nextVersionState('published', command), nextVersionState('superseded', command)]).toEqual([null, null])
  })

  it('counts as people count', () => {
    expect([
      nextLabel(null, 'minor'),
      nextLabel('1.0', 'major'),
      nextLabel('2.0', 'minor'),
      nextLabel('2.1', 'no_resign'),
    ]).toEqual(['1.0', '2.0', '2.1', '2.1.1'])
  })

  it('leaves older signatures valid unless it is major', () => {
    expect([
      requiredNo(1, 'minor', null),
      requiredNo(4, 'major', { requiresNo: 2 }),
      requiredNo(4, 'minor', { requiresNo: 2 }),
    ]).toEqual([1, 4, 2])
  })
})

describe('what is to be read', () => {
  it('is everything for who never signed', () => {
    const clauses = [hashed('a', 'x', 1), hashed('b', 'y', 3)]
    expect(clausesToRead(clauses, null)).toEqual(clauses)
  })

  it('is what a major version changed since, and not what says the same again', () => {
    const now = [hashed('a', 'x', 1), hashed('b', 'new', 3), hashed('c', 'z', 2), hashed('d', 'new', 2)]
    const signed = {
      no: 1,
      clauses: [hashed('a', 'x', 1), hashed('b', 'old', 1), hashed('c', 'z', 1), hashed('d', 'old', 1)],
    }
    expect(clausesToRead(now, signed).map(({ clauseId }) => clauseId)).toEqual(['b', 'd'])
  })

  it('never asks for what changed without asking', () => {
    const before = [hashed('a', 'x', 1)]
    expect(askedSince({ clauseId: 'a', hash: 'y' }, 2, 'minor', before)).toBe(1)
    expect(askedSince({ clauseId: 'new', hash: 'y' }, 2, 'no_resign', before)).toBe(0)
    expect(askedSince({ clauseId: 'a', hash: 'y' }, 2, 'major', before)).toBe(2)
    expect(askedSince({ clauseId: 'a', hash: 'x' }, 2, 'major', before)).toBe(1)
  })
})

describe('having read', () => {
  it('takes longer for a longer clause, up to a limit', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)]
        expect(minimumMs(less)).toBeLessThanOrEqual(minimumMs(more))
        expect(minimumMs(more)).toBeLessThanOrEqual(3_000)
      }),
    )
  })

  it('names what was not in view for long enough', () => {
    const clauses = ['a', 'b', 'c'].map((clauseId) => ({ clauseId, minMs: 500 }))
    expect(unreadClauses(clauses, { a: 500, b: 499 }).map(({ clauseId }) => clauseId)).toEqual(['b', 'c'])
  })

  it('is not believed in less time than it took', () => {
    expect([isPlausible({ a: 3000, b: 3000 }, 6000), isPlausible({ a: 30_000, b: 3000 }, 6000)]).toEqual([true, false])
  })
})

describe('the roster', () => {
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
  ] as const)('with %o is %s', (over, state) => {
    expect(rosterStateOf({ ...facts, ...over }, 500)).toBe(state)
  })

  it('gives joiners their own days, and a date of one’s own before all', () => {
    const policy = { publishedAt: 0, days: 7, joinerDays: 3 }
    const day = 86_400_000
    const usual = { askedFrom: 0, exemptUntil: null, ownDueAt: null }
    expect(dueAtOf(policy, usual)).toBe(7 * day)
    expect(dueAtOf(policy, { ...usual, askedFrom: 10 * day })).toBe(13 * day)
    expect(dueAtOf(policy, { ...usual, askedFrom: 10 * day, ownDueAt: 99 })).toBe(99)
  })

  it('gives who was exempt his days after that, and never fewer than everybody else', () => {
    const policy = { publishedAt: 0, days: 7, joinerDays: 3 }
    const day = 86_400_000
    const usual = { askedFrom: 0, exemptUntil: null, ownDueAt: null }
    expect(dueAtOf(policy, { ...usual, exemptUntil: 30 * day })).toBe(33 * day)
    expect(dueAtOf(policy, { ...usual, exemptUntil: day })).toBe(7 * day)
    expect(dueAtOf(policy, { ...usual, exemptUntil: 30 * day, ownDueAt: 40 * day })).toBe(40 * day)
    expect(dueAtOf(policy, { ...usual, exemptUntil: 30 * day, ownDueAt: 20 * day })).toBe(33 * day)
  })
})

describe('the audience', () => {
  const nobody = { everyone: false, departments: [], roles: [], partners: false, people: [] }
  const person = { userid: 'LiMin', departmentPaths: [[1, 3, 7]], roles: ['hr'], isPartner: true }
  it.each([
    [{ everyone: true }, true],
    [{ departments: [3] }, true],
    [{ departments: [8] }, false],
    [{ roles: ['hr'] }, true],
    [{ partners: true }, true],
    [{ people: ['limin'] }, true],
    [{}, false],
  ] as const)('of %o has him: %s', (over, isIn) => {
    expect(isInAudience({ ...nobody, ...over } as never, person)).toBe(isIn)
  })
})
