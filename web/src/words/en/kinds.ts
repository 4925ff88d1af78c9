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
}

export const kinds: Record<RequestKind, KindWords> = { info_change: infoChange }
