import type { Messages } from '../../messages.ts'
import type { states as chineseStates } from '../../zh-CN/parts/request-states.ts'
import { names } from './phrases.ts'

export const states: typeof chineseStates = {
  draft: 'Draft',
  open: 'Waiting',
  returned: 'Returned',
  withdrawn: 'Withdrawn',
  refused: 'Refused',
}

export const progress: Messages['core']['progress'] = {
  label: 'Progress',
  waitingFor: (deciders) => (deciders.length ? `Waiting for ${names(deciders)}` : 'Waiting for approval'),
  partlyDone: 'What was approved is in effect',
  waitingForYou: 'Waiting for you',
  returned: 'Returned to you for changes',
  notches: (sentence, reached) => `Progress: ${sentence}; ${String(reached)} of 3 steps done`,
}
