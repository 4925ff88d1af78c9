import { expect, it } from 'vitest'
import { advanceOpening, openingStates, withdrawableStates } from './opening-states.ts'

it('an account that exists, or may exist, is never withdrawn, mended or created again', () => {
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
