import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  advance,
  commandsFor,
  isFinal,
  isUndoable,
  requestCommands,
  requestStates,
  type RequestCommand,
  type RequestState,
} from './request-flow.ts'

// Written out, not derived from the code: every pair that is missing here must be refused.
const transitions: Partial<Record<`${RequestState} ${RequestCommand}`, RequestState>> = {
  'draft submit': 'open',
  'draft withdraw': 'withdrawn',
  'open decide': 'decided',
  'open withdraw': 'withdrawn',
  'open return': 'returned',
  'open transfer': 'open',
  'open urge': 'open',
  'returned resubmit': 'open',
  'returned withdraw': 'withdrawn',
  'decided undo': 'open', // within the undo window
  'decided withdraw': 'withdrawn',
  'decided ask': 'open', // the approvers of the next step are asked
  'refused undo': 'open',
  'decided start': 'executing',
  'decided fail': 'failed',
  'executing start': 'executing', // a worker takes over from a killed one
  'executing finish': 'done',
  'executing fail': 'failed',
  'failed start': 'executing',
  'done reopen': 'executing', // the applicant disputes the result
}
const pairs = requestStates.flatMap((state) => requestCommands.map((command) => ({ state, command })))

describe('advance', () => {
  it.each(pairs)('advance returns the expected state from $state by $command', ({ state, command }) => {
    expect(advance(state, command)).toBe(transitions[`${state} ${command}`] ?? null)
  })

  it('advance refuses the request when nothing was approved', () => {
    expect(advance('open', 'decide', 'refused')).toBe('refused')
  })

  it('a request is never completed without a decision, whatever the order of commands', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...requestCommands), { maxLength: 20 }), (commands) => {
        let state: RequestState = 'draft'
        let decided = false
        for (const command of commands) {
          const next: RequestState | null = advance(state, command)
          if (next && command === 'decide') decided = true
          state = next ?? state
        }
        if (state === 'done') expect(decided).toBe(true)
      }),
    )
  })

  it('a withdrawn request never changes, a completed one only by a dispute, and a refused one only by an undo', () => {
    expect(requestStates.filter(isFinal)).toEqual(['done', 'withdrawn', 'refused'])
    const ways = requestStates.filter(isFinal).flatMap((state) => commandsFor(state))
    expect(ways).toEqual(['reopen', 'undo'])
  })

  it('a decision can be undone until its undo window ends, and not without one', () => {
    const until = new Date('2026-03-17T02:01:00Z')
    expect(isUndoable(until, new Date('2026-03-17T02:00:59.999Z'))).toBe(true)
    expect(isUndoable(until, until)).toBe(false)
    expect(isUndoable(null, until)).toBe(false)
  })
})
