import type { RequestType } from '@desk/shared/requests/types/index'
import type { KindWords } from '../../zh-CN/parts/kinds.ts'
import { count, fields, names } from './phrases.ts'
import { progress, states } from './request-states.ts'

const infoChange: KindWords = {
  tile: 'Change my details',
  pageTitle: 'Change of details',
  title: (changes, empty) => {
    const [first, ...others] = changes
    if (first && others.length === 0) return `${fields[first.field]}: ${first.to || empty}`
    return names(changes.map(({ field }) => fields[field]))
  },
  asks: (name, number) => `${name} asks for ${count(number, 'change')}`,
  states,
  progress,
  phases: {
    scheduled: { label: 'Waits for its day', sentence: 'Decided, to be written on its day' },
    awaiting_proof: { label: 'By hand', sentence: 'Waiting to be entered by hand' },
    guide_member: { label: 'With the member', sentence: 'Waiting for the member to change it in WeCom' },
    differs: {
      label: 'Read back differs',
      sentence: 'Written, but WeCom shows something else; being looked into',
    },
    disputed: { label: 'Looked at again', sentence: 'Said not to be right, being looked at' },
  },
}

const groupCreate: KindWords = {
  tile: 'Ask for a group',
  pageTitle: 'Request for a group',
  title: (changes, empty) => `Group: ${changes[0]?.to ?? empty}`,
  asks: (name) => `${name} asks for a group`,
  states: { ...states, decided: 'To be made', executing: 'Being made', done: 'Made', failed: 'Not made' },
  progress: {
    ...progress,
    steps: { waiting: 'To decide', decided: 'Decided', write: 'Make in WeCom', written: 'Made', readBack: 'Read back' },
    decided: 'Agreed to, to be made',
    writing: 'Being made in WeCom',
    checking: 'Made, being checked',
    done: 'Made',
    failed: 'Not made, and never made twice',
    withdrawn: 'Withdrawn, no group was made',
    refused: 'Refused, no group was made',
  },
  phases: { by_hand: { label: 'By hand', sentence: 'Waiting to be made by hand' } },
}

export const kinds: Record<RequestType, KindWords> = { info_change: infoChange, group_create: groupCreate }
