import type { registry as inChinese } from '../../zh-CN/parts/group-registry.ts'

export const registry: typeof inChinese = {
  columns: {
    name: 'Group',
    owner: 'Owner',
    state: 'State',
    memberCount: 'Members',
    createdAt: 'Registered',
    expiresOn: 'Valid until',
    deputy: 'Deputy owner',
    origin: 'Created by',
  },
  search: 'Group, its pinyin, or owner',
  state: 'State',
  anyState: 'Any state',
  forever: 'No end',
  all: 'Groups of the whole company, newest first',
  none: 'No registered groups yet',
  noneHint: 'Groups appear here once a request is approved or a manually created group is registered.',
  notFound: 'No group matches',
  notFoundHint:
    'Type at least two characters of the name, or three letters of its pinyin. Search archived groups by owner.',
  clear: 'Clear the search',
}
