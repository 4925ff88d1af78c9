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

/** Every move there is, written by hand; all others are refused. */
const moves: Record<string, string> = {
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

describe('the machine of a group', () => {
  it.each(groupStates.flatMap((state) => groupCommands.map((command) => [state, command] as const)))(
    '%s, %s',
    (state, command) => {
      expect(advanceGroup(state, command)).toBe(moves[`${state} ${command}`] ?? null)
    },
  )
})

const actor = (userid: string, over: Partial<MemberActor> = {}): MemberActor => ({
  kind: 'member',
  userid,
  roles: [],
  adminOf: [],
  ...over,
})
const group = (over: Partial<GroupFacts> = {}): GroupFacts => ({
  ownerId: 'owner',
  deputyId: 'deputy',
  departmentPath: [1, 2],
  isMember: false,
  isOffered: false,
  isVacant: false,
  ...over,
})

describe('who may do what with a running group', () => {
  it.each([
    ['its owner', actor('Owner'), { isMember: true }, 'sign review renew archive report tick appoint handle admit'],
    ['its deputy', actor('deputy'), { isMember: true }, 'sign review renew report tick handle admit'],
    [
      'its deputy once the owner is gone',
      actor('deputy'),
      { isMember: true, isVacant: true, isOffered: true },
      'sign review renew archive take report tick handle admit',
    ],
    ['a member', actor('somebody'), { isMember: true }, 'report'],
    ['whoever was asked to take it', actor('somebody'), { isMember: true, isOffered: true }, 'take report'],
    [
      'the admin of its department',
      actor('admin', { adminOf: [2] }),
      {},
      'review renew archive join appoint handle wish admit',
    ],
    ['the admin of another one', actor('admin', { adminOf: [3] }), {}, 'join wish'],
    [
      'the management department',
      actor('ops', { roles: ['ops'] }),
      {},
      'review renew archive join tick appoint handle wish admit',
    ],
    ['an auditor', actor('auditor', { roles: ['auditor'] }), {}, 'join wish'],
  ])('%s', (_name, who, over, allowed) => {
    expect(groupCommandsFor(who, 'charter', group(over)).join(' ')).toBe(allowed)
  })
})

describe('who says of a declared group that it is one', () => {
  it.each([
    ['its owner', actor('owner'), 'appoint'],
    ['its owner, who is the admin of the department himself', actor('owner', { adminOf: [2] }), 'appoint'],
    ['the admin of its department', actor('admin', { adminOf: [2] }), 'appoint accept reject'],
    ['the management department', actor('ops', { roles: ['ops'] }), 'appoint accept reject'],
    ['its deputy', actor('deputy'), ''],
  ])('%s', (_name, who, allowed) => {
    expect(groupCommandsFor(who, 'declared', group()).join(' ')).toBe(allowed)
  })
})

describe('a report', () => {
  it.each([
    ['the owner', actor('owner'), ['owner']],
    ['the admin of the department', actor('admin', { adminOf: [2] }), ['owner']],
    ['the management department', actor('ops', { roles: ['ops'] }), ['owner', 'ops']],
    ['a member', actor('somebody'), []],
    ['an auditor', actor('auditor', { roles: ['auditor'] }), []],
  ])('is answered by whom it was told, never read by whom it may be about: %s', (_name, who, expected) => {
    expect(reportsFor(who, group())).toEqual(expected)
  })
})

describe('why a reason is gone', () => {
  const facts = (over: object = {}) => ({
    status: 1,
    departments: [1, 2],
    contractEnded: false,
    isLockedForNow: false,
    ...over,
  })
  it.each([
    ['he is where he was', 'department', 2, facts(), null],
    ['he moved', 'department', 3, facts(), 'moved'],
    ['he moved, and was called by name', 'guest', 3, facts(), null],
    ['he moved away from the project', 'project', 3, facts(), 'moved'],
    ['he left, even if called by name', 'guest', null, facts({ status: 5 }), 'left'],
    ['he may not sign in', 'department', 2, facts({ status: 2 }), 'disabled'],
    ['his phone is lost, and he will be back', 'department', 2, facts({ status: 2, isLockedForNow: true }), null],
    ['his contract is over', 'guest', null, facts({ contractEnded: true }), 'contract_ended'],
    ['he has not signed in yet', 'department', 2, facts({ status: 4 }), null],
  ] as const)('%s', (_name, reason, department, now, expected) => {
    expect(goneReasonOf(reason, department, now)).toBe(expected)
  })
})

describe('the request that a group came of', () => {
  it.each([
    ['the applicant', actor('Asker'), true],
    ['the admin of its department', actor('admin', { adminOf: [2] }), true],
    ['the lead of the management department', actor('lead', { roles: ['ops_lead'] }), true],
    ['an auditor', actor('auditor', { roles: ['auditor'] }), true],
    ['a later owner', actor('owner'), false],
    ['a member', actor('somebody'), false],
  ])('is there for %s: %s', (_name, who, may) => {
    expect(mayFollowRequest(who, group({ isMember: true }), 'asker')).toBe(may)
    expect(mayFollowRequest(actor('asker'), group(), null)).toBe(false)
  })
})
