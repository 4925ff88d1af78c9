import type { RequestKind } from '@desk/shared/requests/kinds/index'
import type { KindWords } from '../zh-cn/kinds.ts'
import { count, fields, names } from './phrases.ts'
import { progress, states } from './requests.ts'

const infoChange: KindWords = {
  tile: 'Change my details',
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
    disputed: { label: 'Looked at again', sentence: 'Said not to be right, being looked at' },
  },
}

export const kinds: Record<RequestKind, KindWords> = { info_change: infoChange }
