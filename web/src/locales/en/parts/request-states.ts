import type { Messages } from '../../messages.ts'
import { names } from './phrases.ts'

export const states: Messages['core']['states'] = {
  draft: 'Draft',
  open: 'Waiting',
  returned: 'Returned',
  decided: 'To be written',
  executing: 'Being written',
  done: 'In effect',
  failed: 'Not in effect',
  withdrawn: 'Withdrawn',
  refused: 'Refused',
}

export const progress: Messages['core']['progress'] = {
  label: 'Progress',
  steps: {
    waiting: 'Approval',
    decided: 'Decided',
    write: 'Write to WeCom',
    written: 'Written',
    readBack: 'Verified',
  },
  waitingFor: (deciders) => (deciders.length ? `Waiting for ${names(deciders)}` : 'Waiting for approval'),
  decided: 'Decided, to be written',
  writing: 'Being written to WeCom',
  checking: 'Written, being verified',
  done: 'In effect',
  partlyDone: 'What was approved is in effect',
  waitingForYou: 'Waiting for you',
  returned: 'Returned to you for changes',
  failed: 'Not completed; open to see the cause',
  withdrawn: 'Withdrawn, nothing was changed',
  refused: 'Refused, nothing was changed',
  notches: (sentence, reached) => `Progress: ${sentence}; ${String(reached)} of 3 steps done`,
}
