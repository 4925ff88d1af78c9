import { describe, expect, it } from 'vitest'
import {
  closingActions,
  type ClosingFacts,
  mayActOnClosing,
  mayReadClosing,
  mayReadWholeClosing,
} from './closing-rules.ts'

const facts: ClosingFacts = {
  subjectId: 'guoji',
  kind: 'leave',
  openedBy: 'xiaolan',
  openerRoles: ['hr'],
  phase: 'preparing',
  deletionAskedBy: 'xiaolan',
  departmentPath: [1, 2],
  heirs: ['Mate'],
}
const withEveryRole = (userid: string) => ({ userid, roles: ['hr', 'ops', 'ops_lead'] as const, adminOf: [1, 2] })
const allowedActions = (userid: string, changes: Partial<ClosingFacts> = {}) =>
  closingActions.filter((action) => mayActOnClosing(withEveryRole(userid), action, { ...facts, ...changes }))

describe('the rules of a closing', () => {
  it('a leaver with every role states that they removed data, and decides nothing', () => {
    expect(allowedActions('GuoJi')).toEqual(['clean'])
  })

  it('the opener of a closing neither forces nor confirms it, and the person who requested the deletion does not delete', () => {
    const others = closingActions.filter((action) => action !== 'clean')
    expect(allowedActions('lead')).toEqual(others)
    expect(allowedActions('XiaoLan')).toEqual(
      others.filter((action) => !['force', 'confirm', 'delete'].includes(action)),
    )
    expect(allowedActions('lead', { deletionAskedBy: null })).not.toContain('delete')
  })

  it('HR confirms an emergency of the lead and the lead one of HR; either confirms one opened in both roles, and the lead one opened in neither', () => {
    const confirms = (openerRoles: ClosingFacts['openerRoles']) =>
      (['hr', 'ops', 'ops_lead'] as const).filter((role) =>
        mayActOnClosing({ userid: 'second', roles: [role], adminOf: [1, 2] }, 'confirm', { ...facts, openerRoles }),
      )
    expect(confirms(['hr'])).toEqual(['ops_lead'])
    expect(confirms(['ops_lead', 'ops'])).toEqual(['hr'])
    expect(confirms(['hr', 'ops_lead'])).toEqual(['hr', 'ops_lead'])
    expect(confirms([])).toEqual(['ops_lead'])
  })

  it('a transfer allows no action that ends the account', () => {
    expect(allowedActions('lead', { kind: 'transfer' })).toEqual(['assign', 'waive', 'cancel'])
    expect(allowedActions('guoji', { kind: 'transfer' })).toEqual([])
  })

  it('an heir reads a part of a closing, a leaver all of it but nothing of an emergency, and others nothing', () => {
    const reads = (userid: string, kind: ClosingFacts['kind']) => {
      const reader = { userid, roles: [], adminOf: [3] }
      return [mayReadClosing(reader, { ...facts, kind }), mayReadWholeClosing(reader, { ...facts, kind })]
    }
    expect(reads('mate', 'leave')).toEqual([true, false])
    expect(reads('guoji', 'leave')).toEqual([true, true])
    expect(reads('guoji', 'emergency')).toEqual([false, false])
    expect(reads('third', 'leave')).toEqual([false, false])
  })
})
