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
    waiting: 'To decide',
    decided: 'Decided',
    write: 'Write to WeCom',
    written: 'Written',
    readBack: 'Read back equal',
  },
  waitingFor: (deciders) => (deciders.length ? `Waiting for ${names(deciders)}` : 'Waiting for a decision'),
  decided: 'Decided, to be written',
  writing: 'Being written to WeCom',
  checking: 'Written, being checked',
  done: 'In effect',
  partlyDone: 'What was approved is in effect',
  waitingForYou: 'Waiting for you',
  returned: 'Sent back for you to mend',
  failed: 'Did not work out; open to see why',
  withdrawn: 'Withdrawn, nothing was changed',
  refused: 'Refused, nothing was changed',
  notches: (sentence, reached) => `Progress: ${sentence}; ${String(reached)} of 3 steps done`,
}
