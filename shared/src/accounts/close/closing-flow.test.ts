import { describe, expect, it } from 'vitest'
import {
  advanceClosing,
  type ClosingCommand,
  closingPhases,
  handoverKinds,
  handoverStates,
  isClosingOver,
  isHandedOver,
  isHandingOver,
  isSettled,
  isSuspendedPhase,
} from './closing-flow.ts'

const commands = [
  'assign',
  'waive',
  'clean',
  'move',
  'force',
  'confirm',
  'cancel',
  'settle',
  'unsettle',
  'reach',
  'verify',
  'reopen',
  'ask_deletion',
  'delete',
  'gone',
  're_enable',
  'confirm_return',
  'deny_return',
  'depart',
  'arrive',
] as const satisfies readonly ClosingCommand[]

/** All transitions, written independently of the table under test; every other one is refused. */
const transitions: Record<string, string> = {
  preparing:
    'assign>preparing waive>preparing clean>preparing move>preparing force>forced cancel>cancelled settle>ready gone>deleted depart>moving',
  ready:
    'assign>ready waive>ready clean>ready move>ready cancel>cancelled unsettle>preparing reach>disabling gone>deleted depart>moving',
  forced: 'assign>forced waive>forced clean>forced move>forced cancel>cancelled reach>disabling gone>deleted',
  confirming: 'confirm>disabling cancel>cancelled gone>deleted',
  disabling: 'assign>disabling waive>disabling verify>disabled gone>deleted',
  disabled:
    'assign>disabled waive>disabled reopen>disabling ask_deletion>disabled delete>deleting gone>deleted re_enable>enabling',
  deleting: 'verify>deleted gone>deleted',
  deleted: 'confirm_return>deleted deny_return>deleted',
  cancelled: '',
  enabling: 'verify>re_enabled gone>deleted',
  re_enabled: '',
  moving: 'assign>moving waive>moving gone>deleted arrive>moved',
  moved: '',
}

describe('advanceClosing', () => {
  it.each(closingPhases)('advanceClosing accepts exactly the expected commands in the phase %s', (phase) => {
    const accepted = commands.flatMap((command) => {
      const next = advanceClosing(phase, command)
      return next === undefined ? [] : [`${command}>${next}`]
    })
    expect(accepted.join(' ')).toBe(transitions[phase])
  })
})

describe('the phases of a closing', () => {
  it('a closing is over once it is cancelled, the account is deleted or enabled again, or the transfer is complete', () => {
    expect(closingPhases.filter(isClosingOver)).toEqual(['deleted', 'cancelled', 're_enabled', 'moved'])
  })

  it('the account counts as closed from the evening of the last day until it is deleted or enabled again', () => {
    expect(closingPhases.filter(isSuspendedPhase)).toEqual(['disabling', 'disabled', 'deleting', 'enabling'])
  })

  it('an item passes to the heir who accepts it once the account is closed or the transfer is in effect', () => {
    expect(closingPhases.filter(isHandingOver)).toEqual(['disabling', 'disabled', 'deleting', 'enabling', 'moving'])
  })
})

describe('the items of a closing', () => {
  it('groups and partners are handed over, and all else ends with the account', () => {
    expect(handoverKinds.filter(isHandedOver)).toEqual(['group_owner', 'group_deputy', 'partner_sponsor'])
  })

  it('an item is not settled while it is open, offered or declined', () => {
    expect(handoverStates.filter((state) => !isSettled(state))).toEqual(['open', 'offered', 'declined'])
  })
})
