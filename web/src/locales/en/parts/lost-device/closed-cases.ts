import type { Messages } from '../../../messages.ts'

/** The list of closed cases. */
export const closedCases: Messages['lost-device']['lost']['closed'] = {
  search: 'Name, pinyin or number',
  find: 'Search',
  none: 'Nothing matches',
  noneHint: 'Search by name, pinyin or case number. Open cases have a list of their own.',
  ended: (time) => `closed ${time}`,
  isFalse: 'False report',
  all: 'Closed cases',
}
