import { expect, it } from 'vitest'
import { advanceOpening, type OpeningCommand, openingStates, withdrawableStates } from './opening-states.ts'

it('an entry whose account exists or may exist is never withdrawn or corrected, and an existing account is never created again', () => {
  for (const state of ['creating', 'created', 'invited', 'activated', 'completed'] as const) {
    expect(advanceOpening(state, 'withdraw')).toBeNull()
    expect(advanceOpening(state, 'mend')).toBeNull()
  }
  for (const state of ['created', 'invited', 'activated', 'completed', 'cancelled', 'excluded'] as const)
    expect(advanceOpening(state, 'attempt')).toBeNull()
})

it('an ended entry accepts no command', () => {
  const commands = ['confirm', 'mend', 'withdraw', 'cancel', 'retry', 'invite', 'activate', 'complete'] as const
  for (const state of ['excluded', 'completed', 'cancelled'] as const)
    for (const command of commands) expect(advanceOpening(state, command)).toBeNull()
  expect(withdrawableStates.every((state) => openingStates.includes(state))).toBe(true)
})

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

it.each(Object.keys(accepted) as OpeningCommand[])('the command %s is accepted in exactly these states', (command) => {
  const from = openingStates.filter((state) => advanceOpening(state, command) !== null)
  const to = new Set(from.map((state) => advanceOpening(state, command)))
  expect(`${from.join(' ')} > ${[...to].join(' ')}`).toBe(accepted[command])
})
