import { mayOpenClosing } from '@desk/shared/accounts/close/may-open-closing'
import { holdsRole, isRoleRule } from '@desk/shared/identity/role-rules'
import type { Me } from '@desk/shared/pages/page-schemas'
import { type PageName, pageTable, type RoutedPage } from '@desk/shared/pages/page-table'
import type { Messages } from '../../locales/messages.ts'
import type { IconName, IconShape } from '../../ui/marks/icon-paths.ts'
import { deskIcons } from './desk-icons.ts'

/** An area without a name in the texts is named after the first group that the member sees. */
type AreaName = keyof Messages['desk']['areas'] | 'start' | 'audit'
type GroupName = keyof Messages['desk']['groups']
type Group = {
  name: GroupName
  /** Groups of one area fold into one entry of the navigation. */
  area?: AreaName
  icon: IconName | IconShape
  /** The first is the page that the group opens. */
  pages: readonly [RoutedPage, ...RoutedPage[]]
  /** Who sees the group, beyond the rule of its pages. */
  isFor?: (me: Me) => boolean
}
/**
 * `to` is null for a page that the member may not open, and for one that needs an object while none is shown. `isMarked`: it is
 * the page shown, or the entry under which a page without one of its own is shown.
 */
type Place<Name> = { name: Name; to: string | null; isCurrent: boolean; isMarked: boolean }
export type DeskGroup = Place<GroupName> &
  Pick<Group, 'area' | 'icon'> & {
    isOpen: boolean
    /** The page that the group opens, and whether it is the first of the group, which is then named after the group. */
    opens: RoutedPage
    isWhole: boolean
    /** Shown below the group while it is open. */
    pages: Place<RoutedPage>[]
    /** The pages that the member can open, even while the group is closed. */
    links: Place<RoutedPage>[]
  }

/** How many tasks wait in a group. */
export type GroupCounts = Partial<Record<GroupName, number>>

type Entry = { label: string; to: string | null; isCurrent: boolean; isMarked: boolean; count: number }
/** One entry of the navigation: a group, or several groups. */
export type DeskArea = Entry & {
  icon: Group['icon']
  /** The overview: its number counts all of the member's tasks. */
  isFirst: boolean
  isOpen: boolean
  /** Shown below the area while it is open: the pages of the open group, and its other groups. */
  entries: Entry[]
}

/** Returns whether the member administers a department, without the rights of the management department. */
const isHead = (me: Me): boolean => me.isDeptAdmin && !holdsRole(me, 'ops')

const groups: readonly Group[] = [
  { name: 'overview', area: 'start', icon: 'todo', pages: ['overview'] },
  { name: 'home', area: 'start', icon: 'home', pages: ['home'] },
  { name: 'requests', area: 'start', icon: 'request', pages: ['requests'] },
  {
    name: 'policies',
    icon: 'policy',
    pages: ['settings-policies', 'policy-edit', 'policy-board', 'policy-people'],
  },
  {
    name: 'approvals',
    icon: 'approve',
    pages: ['approvals', 'request'],
    isFor: (me) => me.approvesRequests,
  },
  {
    name: 'hr',
    area: 'people',
    icon: 'person',
    pages: ['hr-home', 'people', 'person', 'settings-partners', 'partner', 'console-deeds'],
    isFor: (me) => holdsRole(me, 'hr') || isHead(me),
  },
  {
    name: 'joiners',
    area: 'people',
    icon: 'person',
    pages: ['joiners', 'joiner-new', 'joiner-import', 'joiner-batch', 'joiner'],
  },
  {
    name: 'leavers',
    area: 'people',
    icon: 'handover',
    pages: ['closings', 'closing-form', 'closing', 'closing-record'],
    isFor: (me) => holdsRole(me, 'hr') || isHead(me),
  },
  {
    name: 'confirmations',
    area: 'people',
    icon: 'my-info',
    pages: ['settings-confirmations', 'confirmation-board'],
  },
  { name: 'people', area: 'people', icon: 'lock', pages: ['settings-roles', 'settings-directory'] },
  { name: 'chats', icon: 'my-groups', pages: ['groups', 'group-registry', 'group', 'settings-groups'] },
  {
    name: 'incidents',
    area: 'reports',
    icon: 'warning',
    pages: ['incident-cases', 'incident-case', 'settings-incidents'],
    isFor: (me) => me.roles.includes('incident_handler') || holdsRole(me, 'ops_lead') || isHead(me),
  },
  {
    name: 'lost',
    area: 'reports',
    icon: 'phone-lost',
    pages: ['lost-board', 'lost-case', 'lost-archive', 'settings-on-call'],
    isFor: (me) => holdsRole(me, 'reviewer') || isHead(me),
  },
  {
    name: 'feedback',
    area: 'reports',
    icon: 'question',
    pages: ['feedback-board', 'feedback-problem', 'feedback-faq'],
    isFor: (me) => me.isDeptAdmin || holdsRole(me, 'ops'),
  },
  { name: 'audit', area: 'audit', icon: 'shield', pages: ['evidence-room', 'audit', 'evidence-links'] },
  {
    name: 'records',
    area: 'audit',
    icon: 'receipt',
    pages: ['signing-records', 'signing-record'],
    // Department admins search from their board.
    isFor: (me) => holdsRole(me, 'policy_reviewer') || holdsRole(me, 'hr'),
  },
  {
    name: 'settings',
    icon: deskIcons.settings,
    pages: [
      'settings',
      'settings-fields',
      'settings-calendar',
      'settings-texts',
      'settings-outbox',
      'settings-api-keys',
      'settings-check',
    ],
  },
]

/** Returns whether the member may open a page, by its rule, or by that of its loader for a page that every member may request. */
export const mayOpen = (me: Me, page: RoutedPage): boolean => {
  const { rule } = pageTable[page]
  // An evidence room that was opened by a link has no navigation.
  if (rule === 'room') return holdsRole(me, 'policy_reviewer')
  if (page === 'closing-form') return mayOpenClosing(me)
  return !isRoleRule(rule) || holdsRole(me, rule)
}

/** Returns the path of a page; pages of one object keep the id of the page that is shown. */
const pathTo = (page: RoutedPage, id: string | undefined): string | null => {
  const { path } = pageTable[page]
  if (!path.includes(':')) return path
  return id === undefined ? null : path.replace(/:\w+/, id)
}

/**
 * Returns the groups of the navigation that the member may open, and that of the page shown. `isBelow`: the page shown is below
 * `current`, from which it was opened. A page without an entry of its own, such as the record of a person, marks the one before it.
 */
export const deskGroups = (me: Me, current: PageName, id: string | undefined, isBelow = false): DeskGroup[] =>
  groups.flatMap(({ name, area, icon, pages, isFor = () => true }) => {
    const shownAt = pages.findIndex((page) => page === current)
    const isOpen = shownAt >= 0
    const found = pages.map((page) => ({
      name: page,
      to: mayOpen(me, page) ? pathTo(page, isOpen ? id : undefined) : null,
      isCurrent: page === current && !isBelow,
    }))
    const marked = found.slice(0, shownAt + 1).findLast(({ to }) => to !== null)
    const places = found.map((place) => ({ ...place, isMarked: place === marked }))
    const visible = places.filter(({ to }) => to !== null)
    // A department admin, who may not open the first page of a group, begins with the next one that needs no object.
    const first = visible.find(({ name: page }) => !pageTable[page].path.includes(':')) ?? places[0]
    if (!first || (!isOpen && (first.to === null || !isFor(me)))) return []
    return [
      {
        ...first,
        name,
        opens: first.name,
        isWhole: first.name === pages[0],
        ...(area && { area }),
        icon,
        isOpen,
        links: visible,
        pages: isOpen && visible.length > 1 ? visible : [],
      },
    ]
  })

/** Returns the name of a group: that of the page that it opens, for a member who may not open its first page. */
export const groupName = (
  { name, opens, isWhole, to }: Pick<DeskGroup, 'name' | 'opens' | 'isWhole' | 'to'>,
  titles: Messages['core']['titles'],
  names: Messages['desk']['groups'],
): string => (isWhole || to === null ? names[name] : titles[opens])

/** Returns the value of `aria-current`: `true` for the entry under which a page without one of its own is shown. */
export const markOf = ({ isCurrent, isMarked }: Pick<Entry, 'isCurrent' | 'isMarked'>): 'page' | 'true' | undefined =>
  isCurrent ? 'page' : isMarked ? 'true' : undefined

/** Returns the entries of the navigation: one for each area, which unites its groups, and one for each group without an area. */
export function deskAreas(
  all: readonly DeskGroup[],
  { titles }: Messages['core'],
  { areas, groups: names }: Messages['desk'],
  counts: GroupCounts = {},
): DeskArea[] {
  const named: Partial<Record<AreaName, string>> = areas
  const areaOf = ({ area, name }: DeskGroup) => area ?? name
  return [...new Set(all.map(areaOf))].flatMap((area) => {
    const members = all.filter((group) => areaOf(group) === area)
    const [first, ...others] = members
    if (!first) return []
    const isShared = others.length > 0
    const open = members.find(({ isOpen }) => isOpen)
    const label = (isShared && first.area && named[first.area]) || groupName(first, titles, names)
    const entries = members.flatMap((group): Entry[] => {
      const { name, to, isCurrent, isMarked, pages } = group
      const count = counts[name] ?? 0
      const own = groupName(group, titles, names)
      if (pages.length > 0)
        return pages.map((page, index) => ({ ...page, label: titles[page.name], count: index === 0 ? count : 0 }))
      // A group without a page to link to is listed only while one of its pages is shown.
      const isHere = isCurrent || to === null
      // The link of the area itself leads to this page.
      return own === label ? [] : [{ label: own, to, isCurrent: isHere, isMarked: isMarked || isHere, count }]
    })
    return [
      {
        ...first,
        label,
        count: members.reduce((sum, { name }) => sum + (counts[name] ?? 0), 0),
        isFirst: first.name === 'overview',
        isOpen: open !== undefined,
        entries: open && (isShared || open.pages.length > 0) ? entries : [],
      },
    ]
  })
}
