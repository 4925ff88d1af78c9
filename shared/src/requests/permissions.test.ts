import { describe, expect, it } from 'vitest'
import type { MemberActor, Principal } from '../identity/actor.ts'
import { can, isSelfApproval, type RequestFacts } from './permissions.ts'
import { humanCommands, type RequestAction } from './model/request-flow.ts'

const member = (userid: string, overrides: Partial<MemberActor> = {}): MemberActor => ({
  kind: 'member',
  userid,
  roles: [],
  adminOf: [],
  ...overrides,
})
const principal: Principal = { userid: 'limin', roles: [], adminOf: [2] }
const others: Principal = { userid: 'sunhao', roles: [], adminOf: [9] }
const request: RequestFacts = {
  kind: 'info_change',
  applicantId: 'guoji',
  approverIds: ['LiMin', 'ops1', 'lead', 'former', 'deputy', 'guoji', 'elsewhere'],
  departmentPath: [1, 2],
  decidedBy: 'LiMin',
}

/** Nobody is asked twice whether he may: what each may do, all of it. */
const table: readonly [what: string, actor: MemberActor, may: readonly RequestAction[]][] = [
  [
    'the applicant, however his id is spelt, and although he was asked and holds a role',
    member('GuoJi', { roles: ['ops'], adminOf: [2] }),
    ['request.read', 'request.submit', 'request.resubmit', 'request.withdraw', 'request.urge'],
  ],
  [
    'the admin who was asked and decided',
    member('limin', { adminOf: [7, 2] }),
    ['request.read', 'request.decide', 'request.return', 'request.transfer', 'request.undo'],
  ],
  ['an admin of the department who was not asked', member('zhou', { adminOf: [1] }), ['request.read']],
  ['an admin of another department who was asked', member('elsewhere', { adminOf: [9] }), []],
  [
    'the management department, asked',
    member('ops1', { roles: ['ops'] }),
    ['request.read', 'request.decide', 'request.return', 'request.transfer'],
  ],
  [
    'its lead, asked',
    member('lead', { roles: ['ops_lead'] }),
    ['request.read', 'request.decide', 'request.return', 'request.transfer'],
  ],
  ['the management department, not asked', member('ops2', { roles: ['ops'] }), ['request.read']],
  ['an auditor', member('auditor', { roles: ['auditor'] }), ['request.read']],
  ['personnel', member('personnel', { roles: ['hr'] }), []],
  ['who was asked and holds the role no longer', member('former'), []],
  [
    'who was asked and stands in for an admin',
    member('deputy', { standsInFor: [others, principal] }),
    ['request.read', 'request.decide', 'request.return', 'request.transfer'],
  ],
  ['who was asked and stands in for somebody else', member('deputy', { standsInFor: [others] }), []],
  ['who stands in and was not asked', member('deputy2', { standsInFor: [principal] }), []],
  ['anybody else', member('qinyue'), []],
]
const actions: RequestAction[] = ['request.read', ...humanCommands.map((command) => `request.${command}` as const)]

describe('permissions on a request', () => {
  it.each(table)('%s may do exactly the listed actions', (_what, actor, may) => {
    expect(actions.filter((action) => can(actor, action, request)).sort()).toEqual([...may].sort())
  })

  it('an undecided request cannot be undone', () => {
    const { decidedBy: _, ...open } = request
    for (const facts of [open, { ...open, decidedBy: null }])
      expect(can(member('limin'), 'request.undo', facts)).toBe(false)
  })

  it('isSelfApproval is true only for a person who would otherwise decide about themselves', () => {
    const about = (actor: MemberActor) => isSelfApproval(actor, request)
    expect(about(member('GUOJI', { adminOf: [2] }))).toBe(true)
    expect(about(member('guoji', { standsInFor: [others, principal] }))).toBe(true)
    expect(about(member('guoji'))).toBe(false)
    expect(about(member('limin', { adminOf: [2] }))).toBe(false)
  })
})
