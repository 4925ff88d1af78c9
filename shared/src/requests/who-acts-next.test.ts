import { describe, expect, it } from 'vitest'
import type { NextActor, RequestState } from './model/request-flow.ts'
import { phasesOf, whoActsNext } from './who-acts-next.ts'

/** A phase of an earlier state has no effect in another state. */
const expectedActors: readonly [state: RequestState, phase: string | null, next: NextActor | null][] = [
  ['draft', null, 'applicant'],
  ['open', null, 'deciders'],
  ['open', 'awaiting_proof', 'deciders'],
  ['returned', null, 'applicant'],
  ['decided', null, 'worker'],
  ['decided', 'scheduled', 'timer'],
  ['executing', null, 'worker'],
  ['executing', 'awaiting_proof', 'ops'],
  ['executing', 'guide_member', 'applicant'],
  ['executing', 'disputed', 'ops_but_applicant'],
  ['executing', 'differs', 'ops'],
  ['executing', 'unheard of', 'worker'],
  ['executing', 'stopped', 'worker'],
  ['done', null, null],
  ['done', 'stopped', null],
  ['failed', null, null],
  ['failed', 'awaiting_proof', null],
  ['failed', 'stopped', 'ops'],
  ['withdrawn', null, null],
  ['refused', null, null],
]

describe('whoActsNext', () => {
  it.each(expectedActors)('the next actor in state %s and phase %s is %s', (state, phase, next) => {
    expect(whoActsNext({ kind: 'info_change', state, phase })).toBe(next)
  })

  it('whoActsNext uses the phases of the request type', () => {
    expect(whoActsNext({ kind: 'group_create', state: 'executing', phase: 'by_hand' })).toBe('ops')
    expect(whoActsNext({ kind: 'group_create', state: 'executing', phase: 'guide_member' })).toBe('worker')
  })

  it('phasesOf returns the phases with the given next actor, over all request types', () => {
    expect(phasesOf('ops').sort()).toEqual(['awaiting_proof', 'by_hand', 'differs'])
    expect(phasesOf('timer')).toEqual(['scheduled'])
    expect(phasesOf('deciders')).toEqual([])
  })
})
