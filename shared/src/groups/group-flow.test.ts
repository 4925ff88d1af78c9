import { describe, expect, it } from 'vitest'
import type { MemberActor } from '../identity/actor.ts'
import {
  advanceGroup,
  groupCommands,
  groupCommandsFor,
  type GroupFacts,
  mayFollowRequest,
  reportsFor,
} from './group-flow.ts'
import { goneReasonOf, groupStates } from './group-states.ts'

/** All transitions, written independently of the table under test; every other one is refused. */
const transitions: Record<string, string> = {
  'charter sign': 'active',
  'charter review': 'charter',
  'charter renew': 'charter',
  'charter archive': 'archived',
  'charter take': 'charter',
  'charter join': 'charter',
  'charter report': 'charter',
  'charter tick': 'charter',
  'charter appoint': 'charter',
  'charter handle': 'charter',
  'charter wish': 'charter',
  'charter admit': 'charter',
  'active review': 'active',
  'active renew': 'active',
  'active archive': 'archived',
  'active take': 'active',
  'active join': 'active',
  'active report': 'active',
  'active tick': 'active',
  'active appoint': 'active',
  'active handle': 'active',
  'active wish': 'active',
  'active admit': 'active',
  'archived restore': 'active',
  'archived tick': 'archived',
  'archived handle': 'archived',
  'gone handle': 'gone',
  'declared accept': 'charter',
  'declared reject': 'gone',
  'declared take': 'declared',
  'declared appoint': 'declared',
}

describe('advanceGroup', () => {
  it.each(groupStates.flatMap((state) => groupCommands.map((command) => [state, command] as const)))(
    'advanceGroup returns the expected state from %s by %s',
    (state, command) => {
      expect(advanceGroup(state, command)).toBe(transitions[`${state} ${command}`] ?? null)
    },
  )
})

const actor = (userid: string, overrides: Partial<MemberActor> = {}): MemberActor => ({
  kind: 'member',
  userid,
  roles: [],
  adminOf: [],
  ...overrides,
})
const group = (overrides: Partial<GroupFacts> = {}): GroupFacts => ({
  ownerId: 'owner',
  deputyId: 'deputy',
  nextOwnerId: null,
  departmentPath: [1, 2],
  isMember: false,
  isOffered: false,
  isVacant: false,
  isCharterLate: false,
  ...overrides,
})

describe('groupCommandsFor a group in use', () => {
  it.each([
    ['the owner', actor('Owner'), { isMember: true }, 'sign review renew archive report tick appoint handle admit'],
    ['the deputy', actor('deputy'), { isMember: true }, 'review renew report tick handle admit'],
    [
      'the deputy once the owner is late with the charter',
      actor('deputy'),
      { isMember: true, isCharterLate: true },
      'sign review renew report tick handle admit',
    ],
    [
      'the deputy once the owner is gone',
      actor('deputy'),
      { isMember: true, isVacant: true, isOffered: true },
      'sign review renew archive take report tick handle admit',
    ],
    ['a member', actor('somebody'), { isMember: true }, 'report'],
    ['a member to whom ownership is offered', actor('somebody'), { isMember: true, isOffered: true }, 'take report'],
    [
      'the admin of the department',
      actor('admin', { adminOf: [2] }),
      {},
      'review renew archive join appoint handle wish admit',
    ],
    [
      'the admin of the department once the owner is gone',
      actor('admin', { adminOf: [2] }),
      { isVacant: true },
      'review renew archive join tick appoint handle wish admit',
    ],
    [
      'a member who is to become the owner',
      actor('Next'),
      { isMember: true, isVacant: true, nextOwnerId: 'next' },
      'report tick',
    ],
    ['the admin of another department', actor('admin', { adminOf: [3] }), {}, 'join wish'],
    [
      'the management department',
      actor('ops', { roles: ['ops'] }),
      {},
      'review renew archive join tick appoint handle wish admit',
    ],
    ['an auditor', actor('auditor', { roles: ['auditor'] }), {}, 'join wish'],
  ])('groupCommandsFor a group in use returns the commands of %s', (_name, who, overrides, allowed) => {
    expect(groupCommandsFor(who, 'charter', group(overrides)).join(' ')).toBe(allowed)
  })
})

describe('groupCommandsFor a declared group', () => {
  it.each([
    ['the owner', actor('owner'), 'appoint'],
    ['the owner who is also the admin of the department', actor('owner', { adminOf: [2] }), 'appoint'],
    ['the admin of the department', actor('admin', { adminOf: [2] }), 'appoint accept reject'],
    ['the management department', actor('ops', { roles: ['ops'] }), 'appoint accept reject'],
    ['the deputy', actor('deputy'), ''],
  ])('groupCommandsFor a declared group returns the commands of %s', (_name, who, allowed) => {
    expect(groupCommandsFor(who, 'declared', group()).join(' ')).toBe(allowed)
  })
})

describe('reportsFor', () => {
  it.each([
    ['the owner', actor('owner'), ['owner']],
    ['the admin of the department', actor('admin', { adminOf: [2] }), ['owner']],
    ['the management department', actor('ops', { roles: ['ops'] }), ['owner', 'ops']],
    ['a member', actor('somebody'), []],
    ['an auditor', actor('auditor', { roles: ['auditor'] }), []],
  ])('reportsFor returns the recipients whose reports %s may see', (_name, who, expected) => {
    expect(reportsFor(who, group())).toEqual(expected)
  })
})

describe('goneReasonOf', () => {
  const facts = (overrides: object = {}) => ({
    status: 1,
    departments: [1, 2],
    contractEnded: false,
    isLockedForNow: false,
    ...overrides,
  })
  it.each([
    ['a member who stayed in the department keeps the reason for membership', 'department', 2, facts(), null],
    ['a member who moved loses the reason for membership', 'department', 3, facts(), 'moved'],
    ['a guest who moved keeps the reason for membership', 'guest', 3, facts(), null],
    ['a member who moved away from the project loses the reason for membership', 'project', 3, facts(), 'moved'],
    ['a member who left loses the reason for membership, even as a guest', 'guest', null, facts({ status: 5 }), 'left'],
    [
      'a member with a disabled account loses the reason for membership',
      'department',
      2,
      facts({ status: 2 }),
      'disabled',
    ],
    [
      'a member whose account is locked for a lost phone keeps the reason for membership',
      'department',
      2,
      facts({ status: 2, isLockedForNow: true }),
      null,
    ],
    [
      'a partner whose contract ended loses the reason for membership',
      'guest',
      null,
      facts({ contractEnded: true }),
      'contract_ended',
    ],
    [
      'a member who has not activated the account keeps the reason for membership',
      'department',
      2,
      facts({ status: 4 }),
      null,
    ],
  ] as const)('%s', (_name, reason, department, now, expected) => {
    expect(goneReasonOf(reason, department, now)).toBe(expected)
  })
})

describe('mayFollowRequest', () => {
  it.each([
    ['the applicant', actor('Asker'), true],
    ['the admin of its department', actor('admin', { adminOf: [2] }), true],
    ['the lead of the management department', actor('lead', { roles: ['ops_lead'] }), true],
    ['an auditor', actor('auditor', { roles: ['auditor'] }), true],
    ['a later owner', actor('owner'), false],
    ['a member', actor('somebody'), false],
  ])('mayFollowRequest of %s is %s', (_name, who, may) => {
    expect(mayFollowRequest(who, group({ isMember: true }), 'asker')).toBe(may)
    expect(mayFollowRequest(actor('asker'), group(), null)).toBe(false)
  })
})
