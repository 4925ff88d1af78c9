import type { Messages } from '../../messages.ts'

/** The list of closed cases. */
export const closedCases: Messages['lost-device']['lost']['closed'] = {
  search: 'Name, pinyin or number',
  find: 'Search',
  none: 'Nothing matches',
  ended: (time) => `closed ${time}`,
  isFalse: 'False report',
  all: 'Closed cases',
}
