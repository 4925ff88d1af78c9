import { describe, expect, it } from 'vitest'
import type { MemberActor, Delegator } from '../identity/actor.ts'
import { can, isSelfApproval, type RequestFacts } from './permissions.ts'
import { humanCommands, type RequestAction } from './model/request-flow.ts'

const member = (userid: string, overrides: Partial<MemberActor> = {}): MemberActor => ({
  kind: 'member',
  userid,
  roles: [],
  adminOf: [],
  ...overrides,
})
const delegator: Delegator = { userid: 'limin', roles: [], adminOf: [2] }
const otherDelegator: Delegator = { userid: 'sunhao', roles: [], adminOf: [9] }
const request: RequestFacts = {
  kind: 'info_change',
  applicantId: 'guoji',
  approverIds: ['LiMin', 'ops1', 'lead', 'former', 'deputy', 'guoji', 'elsewhere'],
  departmentPath: [1, 2],
  decidedBy: 'LiMin',
}

/** All permitted actions of each person on one request. */
const table: readonly [name: string, actor: MemberActor, may: readonly RequestAction[]][] = [
  [
    'the applicant, with a userid in another case, although they are an approver and hold a role',
    member('GuoJi', { roles: ['ops'], adminOf: [2] }),
    ['request.read', 'request.submit', 'request.resubmit', 'request.withdraw', 'request.urge'],
  ],
  [
    'the admin who is an approver and decided',
    member('limin', { adminOf: [7, 2] }),
    ['request.read', 'request.decide', 'request.return', 'request.transfer', 'request.undo'],
  ],
  ['an admin of the department who is not an approver', member('zhou', { adminOf: [1] }), ['request.read']],
  ['an admin of another department who is an approver', member('elsewhere', { adminOf: [9] }), []],
  [
    'the management department as an approver',
    member('ops1', { roles: ['ops'] }),
    ['request.read', 'request.decide', 'request.return', 'request.transfer'],
  ],
  [
    'the lead of the management department as an approver',
    member('lead', { roles: ['ops_lead'] }),
    ['request.read', 'request.decide', 'request.return', 'request.transfer'],
  ],
  ['the management department, not an approver', member('ops2', { roles: ['ops'] }), ['request.read']],
  ['an auditor', member('auditor', { roles: ['auditor'] }), ['request.read']],
  ['an HR officer', member('hr', { roles: ['hr'] }), []],
  ['an approver whose role has ended', member('former'), []],
  [
    'an approver who is the delegate of an admin',
    member('deputy', { delegators: [otherDelegator, delegator] }),
    ['request.read', 'request.decide', 'request.return', 'request.transfer'],
  ],
  ['an approver who is the delegate of another person', member('deputy', { delegators: [otherDelegator] }), []],
  ['a delegate of an admin who is not an approver', member('deputy2', { delegators: [delegator] }), []],
  ['another member', member('qinyue'), []],
]
const actions: RequestAction[] = ['request.read', ...humanCommands.map((command) => `request.${command}` as const)]

describe('permissions on a request', () => {
  it.each(table)('%s may do exactly the listed actions', (_name, actor, may) => {
    expect(actions.filter((action) => can(actor, action, request)).sort()).toEqual([...may].sort())
  })

  it('a request about another person, whose applicant left, is withdrawn by those responsible for it, but not by that person', () => {
    const left = { ...request, subjectId: 'subject', hasApplicantLeft: true }
    const may = (actor: MemberActor, facts: RequestFacts = left) => can(actor, 'request.withdraw', facts)
    const admin = member('zhou', { adminOf: [1] })
    expect([may(admin), may(member('ops2', { roles: ['ops'] }))]).toEqual([true, true])
    const others = [member('Subject', { adminOf: [2] }), member('elsewhere', { adminOf: [9] }), member('qinyue')]
    expect(others.filter((other) => may(other))).toEqual([])
    expect(may(admin, { ...left, hasApplicantLeft: false })).toBe(false)
  })

  it('nobody may undo the decision of a request that has none', () => {
    const { decidedBy: _, ...open } = request
    for (const facts of [open, { ...open, decidedBy: null }])
      expect(can(member('limin'), 'request.undo', facts)).toBe(false)
  })

  it('isSelfApproval is true only for a person who would otherwise decide about themselves', () => {
    const about = (actor: MemberActor) => isSelfApproval(actor, request)
    expect(about(member('GUOJI', { adminOf: [2] }))).toBe(true)
    expect(about(member('guoji', { delegators: [otherDelegator, delegator] }))).toBe(true)
    expect(about(member('guoji'))).toBe(false)
    expect(about(member('limin', { adminOf: [2] }))).toBe(false)
  })
})
