import { subtreeOf, type SimMember, isSameUserid } from './directory.ts'
import type { SimState } from './state.ts'
import type { SimTag } from './tag-nodes.ts'
import type { TokenKind } from './token-kind.ts'

type VisibleDepartments = { version: number; roots: string; ids: Set<number> }
const cache = new WeakMap<SimState['directory'], VisibleDepartments>()

/** Lists the tags that are selected in the visible range: their departments and members are in it (doc 90665). */
const visibleTagsOf = (state: SimState): SimTag[] =>
  state.app.visibleTags.flatMap((tagid) => state.tags[String(tagid)] ?? [])

const departmentsVisibleToApp = (state: SimState): Set<number> => {
  const all = [...state.app.visibleDepartments, ...visibleTagsOf(state).flatMap(({ parties }) => parties)]
  const roots = all.join()
  const cached = cache.get(state.directory)
  if (cached?.version === state.directory.version && cached.roots === roots) return cached.ids
  const ids = new Set(all.flatMap((root) => [...subtreeOf(state.directory, root)]))
  cache.set(state.directory, { version: state.directory.version, roots, ids })
  return ids
}

/** Lists the departments that a token may see; the contacts token may see all (doc 90665). */
export const visibleDepartmentIds = (state: SimState, token: TokenKind): Set<number> =>
  token === 'contacts'
    ? new Set(Object.values(state.directory.departments).map((department) => department.id))
    : departmentsVisibleToApp(state)

export const isMemberVisible = (state: SimState, token: TokenKind, member: SimMember): boolean => {
  if (token === 'contacts') return true
  const singles = [...state.app.visibleMembers, ...visibleTagsOf(state).flatMap(({ users }) => users)]
  if (singles.some((userid) => isSameUserid(userid, member.userid))) return true
  const visible = departmentsVisibleToApp(state)
  return member.department.some((id) => visible.has(id))
}

/** Tells whether a member receives messages: in the visible range, not disabled and not left. */
export const isSubscribed = (state: SimState, member: SimMember): boolean =>
  member.enable === 1 && !member.hasLeft && isMemberVisible(state, 'agent', member)
