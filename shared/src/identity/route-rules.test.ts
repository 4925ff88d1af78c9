import { describe, expect, it } from 'vitest'
import { humanCommands } from '../requests/model/request-flow.ts'
import { roles, type MemberActor } from './actor.ts'
import { holdsRole, isRoleRule, type RouteRule } from './role-rules.ts'
import { routeRules } from './route-rules.ts'

const others: readonly RouteRule[] = [
  ...(['anyone', 'watcher', 'reporter', 'platform', 'member', 'api_key', 'request.read'] as const),
  ...humanCommands.map((command) => `request.${command}` as const),
]
const holder = (...held: MemberActor['roles']): MemberActor => ({
  kind: 'member',
  userid: 'x',
  roles: held,
  adminOf: [],
})

describe('the rules of routes', () => {
  it('are all among those that the server knows', () => {
    const unknown = Object.entries(routeRules).filter(([, rule]) => !isRoleRule(rule) && !others.includes(rule))
    expect(unknown).toEqual([])
    expect(others.filter((rule) => isRoleRule(rule))).toEqual([])
  })

  it.each([
    ['ops', ['ops', 'ops_lead']],
    ['ops_lead', ['ops_lead']],
    ['hr', ['ops', 'ops_lead', 'hr']],
    ['reviewer', ['ops', 'ops_lead', 'auditor']],
    ['auditor', ['auditor']],
  ] as const)('%s is held by %s', (rule, held) => {
    expect(roles.filter((role) => holdsRole(holder(role), rule))).toEqual(held)
    expect(holdsRole(holder(), rule)).toBe(false)
    expect(holdsRole(holder(...roles), rule)).toBe(true)
  })
})
