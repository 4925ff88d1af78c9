import type { RequestItem, RequestKind } from '@desk/shared/requests/kinds/index'
import { fields, names } from './phrases.ts'
import { progress, states } from './requests.ts'

type Change = { field: RequestItem; to: string }

/** What a kind says about itself wherever requests of several kinds stand beside each other. */
export type KindWords = {
  /** Where one asks for it, on home. */
  tile: string
  /** A row of a list. */
  title: (changes: readonly Change[], empty: string) => string
  /** Above the request, for whoever decides. */
  asks: (name: string, count: number) => string
  states: typeof states
  progress: typeof progress
}

const infoChange: KindWords = {
  tile: '改我的信息',
  title: (changes, empty) => {
    const [first, ...others] = changes
    if (first && others.length === 0) return `${fields[first.field]}改为「${first.to || empty}」`
    return `改${names(changes.map(({ field }) => fields[field]))}`
  },
  asks: (name, count) => `${name} 申请改 ${String(count)} 项`,
  states,
  progress,
}

export const kinds: Record<RequestKind, KindWords> = { info_change: infoChange }
