import type { Messages } from '../../../messages.ts'

export const settings: Messages['groups']['settings'] = {
  intro: 'Changes apply to later requests; existing groups keep their names.',
  separator: 'Separator',
  separatorHint: 'One character, neither a letter nor a digit',
  order: 'Parts of a name',
  saysDepartment: 'Names contain the department',
  isTopicFirst: 'Topic first',
  isTopicFirstHint: 'The chat list shows about 12 characters; the topic tells groups apart',
  largeFrom: 'Members from which the management department confirms',
  largeFromInvalid: (least, most) => `Enter a whole number from ${String(least)} to ${String(most)}`,
  banned: 'Banned words',
  bannedHint: 'One per line, 10 characters at most',
  templates: 'Group types',
  templatesHint: 'One per line: type, months, show expiry (写/不写), userid of the deputy (optional)',
  templatesMissing: 'Enter at least one group type, for example “专项，3，写”',
  invalidTemplateLine: (line) =>
    `Line ${String(line)} is invalid: it needs a type and months, for example “专项，3，写”`,
  invalidField: 'This value is invalid',
  errors: {
    'group.separator': 'Enter one character that is neither a letter nor a digit',
    'group.deputy_unknown': 'The directory has no member with the userid of a deputy',
    'text.too_long': 'Too long',
    'text.unseen_signs': 'Contains an invisible character; delete it and type again',
  },
  save: 'Save the naming rules',
  saved: 'Saved',
  withExpiry: '写',
  withoutExpiry: '不写',
  example: 'Example',
  exampleTopic: '来料异常',
  exampleDepartment: '质量部',
}

export const registry: Messages['groups']['registry'] = {
  columns: {
    name: 'Group',
    owner: 'Owner',
    state: 'State',
    memberCount: 'Members',
    createdAt: 'Registered',
    expiresOn: 'Valid until',
    deputy: 'Deputy owner',
    origin: 'Origin',
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
