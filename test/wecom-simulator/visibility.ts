import { subtreeOf, type SimMember } from './directory.ts'
import type { SimState } from './state.ts'
import type { TokenKind } from './token-kind.ts'

type Visible = { version: number; roots: string; ids: Set<number> }
const cache = new WeakMap<SimState['directory'], Visible>()

const appVisible = (state: SimState): Set<number> => {
  const roots = state.app.visibleDepartments.join()
  const known = cache.get(state.directory)
  if (known && known.version === state.directory.version && known.roots === roots) return known.ids
  const ids = new Set(state.app.visibleDepartments.flatMap((root) => [...subtreeOf(state.directory, root)]))
  cache.set(state.directory, { version: state.directory.version, roots, ids })
  return ids
}

/** Departments a token may see: the contacts secret sees all (doc 90665). */
export const visibleDepartmentIds = (state: SimState, token: TokenKind): Set<number> =>
  token === 'contacts'
    ? new Set(Object.values(state.directory.departments).map((department) => department.id))
    : appVisible(state)

export const isMemberVisible = (state: SimState, token: TokenKind, member: SimMember): boolean => {
  if (token === 'contacts') return true
  if (state.app.visibleMembers.some((userid) => userid.toLowerCase() === member.userid.toLowerCase())) return true
  const visible = appVisible(state)
  return member.department.some((id) => visible.has(id))
}

/** In range and able to receive: a disabled member hears nothing. */
export const isSubscribed = (state: SimState, member: SimMember): boolean =>
  member.enable === 1 && isMemberVisible(state, 'agent', member)
