import { describe, expect, it } from 'vitest'
import { humanCommands } from '../requests/model/request-flow.ts'
import { roles, type MemberActor } from '../identity/actor.ts'
import { holdsRole, isRoleRule } from '../identity/role-rules.ts'
import type { RouteRule } from './route-rule.ts'
import { needsStepUp, type RouteKey, routeRules } from './route-rules.ts'

const otherRules: readonly RouteRule[] = [
  'anyone',
  'case_view',
  'reporter',
  'room',
  'platform',
  'member',
  'api_key',
  'request.read',
  ...humanCommands.map((command) => `request.${command}` as const),
]
const holder = (...held: MemberActor['roles']): MemberActor => ({
  kind: 'member',
  userid: 'x',
  roles: held,
  adminOf: [],
})

describe('routeRules', () => {
  it('every route has a role rule or one of the other listed rules', () => {
    const unknown = Object.entries(routeRules).filter(([, rule]) => !isRoleRule(rule) && !otherRules.includes(rule))
    expect(unknown).toEqual([])
    expect(otherRules.filter((rule) => isRoleRule(rule))).toEqual([])
  })

  it('exactly the listed routes require step-up', () => {
    const stepUpRoutes = (Object.keys(routeRules) as RouteKey[]).filter(needsStepUp)
    expect(stepUpRoutes.map((route) => route.replace(/^POST \/api\//, '')).sort()).toEqual([
      'audit/export',
      'closings/:id/confirmation',
      'closings/:id/deletion/confirm',
      'closings/:id/force',
      'closings/:id/re-enabling',
      'evidence-room/export',
      'evidence-room/links',
      'lost-device/cases/:id/acceptance',
      'lost-device/cases/:id/export',
      'lost-device/cases/:id/unlock',
      'members/:userid/reveal',
      'sessions/end-others',
      'settings/api-keys',
      'settings/api-keys/:id/adopt',
      'settings/api-keys/:id/revoke',
      'settings/directory/departures',
      'settings/incidents',
      'settings/on-call',
      'settings/outbox/:id/done-by-hand',
      'settings/partners/:userid/forget',
      'settings/policies/:id/approve',
      'settings/policies/:id/publish',
      'settings/policies/:id/retirement/confirm',
      'settings/policies/gate',
      'settings/roles',
      'settings/roles/:id/end',
      'settings/roles/proposals/confirm',
      'settings/roles/switch',
    ])
  })

  it.each([
    ['ops', ['ops', 'ops_lead']],
    ['ops_lead', ['ops_lead']],
    ['hr', ['ops', 'ops_lead', 'hr']],
    ['compliance', ['ops', 'ops_lead', 'compliance']],
    ['policy_approver', ['ops_lead', 'compliance']],
    ['policy_reviewer', ['ops', 'ops_lead', 'compliance', 'auditor']],
    ['reviewer', ['ops', 'ops_lead', 'auditor']],
    ['auditor', ['auditor']],
    ['room_keeper', ['ops_lead', 'compliance']],
  ] as const)('the rule %s is held by %s', (rule, held) => {
    expect(roles.filter((role) => holdsRole(holder(role), rule))).toEqual(held)
    expect(holdsRole(holder(), rule)).toBe(false)
    expect(holdsRole(holder(...roles), rule)).toBe(true)
  })
})
