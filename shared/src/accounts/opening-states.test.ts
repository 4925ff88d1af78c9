import { expect, it } from 'vitest'
import { advanceOpening, type OpeningCommand, openingStates } from './opening-states.ts'

/** The states in which a command is accepted, and the state after it, written independently of the table under test. */
const accepted: Record<OpeningCommand, string> = {
  confirm: 'review > scheduled',
  exclude: 'review > excluded',
  return: 'review > returned',
  mend: 'returned failed > review',
  withdraw: 'review returned scheduled by_hand failed > cancelled',
  attempt: 'scheduled creating by_hand > creating',
  hand_over: 'scheduled creating > by_hand',
  fail: 'scheduled creating by_hand > failed',
  retry: 'failed > scheduled',
  created: 'scheduled creating by_hand > created',
  cancel: 'created invited activated > cancelled',
  invite: 'created invited > invited',
  activate: 'created invited > activated',
  complete: 'activated > completed',
}
const commands = Object.keys(accepted) as OpeningCommand[]

it('an entry whose account is being created or exists is neither withdrawn nor corrected', () => {
  for (const state of ['creating', 'created', 'invited', 'activated', 'completed'] as const) {
    expect(advanceOpening(state, 'withdraw')).toBeNull()
    expect(advanceOpening(state, 'mend')).toBeNull()
  }
})

it('an account that exists is not created again', () => {
  for (const state of ['created', 'invited', 'activated', 'completed'] as const)
    expect(advanceOpening(state, 'attempt')).toBeNull()
})

it('an ended entry accepts no command', () => {
  for (const state of ['excluded', 'completed', 'cancelled'] as const)
    for (const command of commands) expect([command, advanceOpening(state, command)]).toEqual([command, null])
})

it.each(commands)('the command %s is accepted in exactly the listed states', (command) => {
  const from = openingStates.filter((state) => advanceOpening(state, command) !== null)
  const to = new Set(from.map((state) => advanceOpening(state, command)))
  expect(`${from.join(' ')} > ${[...to].join(' ')}`).toBe(accepted[command])
})
