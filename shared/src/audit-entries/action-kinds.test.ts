import { expect, it } from 'vitest'
import { kindOfAction } from './action-kinds.ts'
import { type AuditAction, auditActionNames } from './action-names.ts'

const actions = Object.keys(auditActionNames) as AuditAction[]

it('exports, readings, searches and verifications are looks, except reading the exposure of a lost device', () => {
  const named = actions.filter((action) => /\.(\w*exported|\w*_read|read|\w*searched|verified)$/.test(action))
  expect(named.filter((action) => kindOfAction(action) !== 'looks')).toEqual(['request.exposure_read'])
})

it.each([
  ['request.lost_reported', 'losses'],
  ['request.lock_confirmed', 'losses'],
  ['request.decided', 'changes'],
  ['roles.end', 'changes'],
  ['policy.signed', 'changes'],
  ['people.read', 'looks'],
  ['an.action.of.an.earlier.release', 'changes'],
] as const)('%s is of the kind %s', (action, kind) => {
  expect(kindOfAction(action)).toBe(kind)
})
