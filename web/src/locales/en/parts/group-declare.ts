import type { Messages } from '../../messages.ts'
import { count } from './phrases.ts'

export const declare: Messages['groups']['declare'] = {
  intro:
    'A group made by hand in WeCom, declared in a minute. The app cannot read it; what to change becomes a checklist.',
  name: 'Name',
  nameEmpty: 'Write its name in WeCom',
  deputyHint: 'Optional; told once the department has accepted the group',
  noDeputy: 'No deputy',
  badField: 'Something is wrong here',
  errors: {
    'text.unseen_signs': 'There is a sign in it that nobody sees; delete it and type again',
    'text.too_long': 'Too long',
    'reason.empty': 'Write something',
    'group.member_gone': 'Somebody has left; take them out',
    'group.deputy': 'The deputy is one of the members who works here, and no partner',
  },
  submit: (number) => `Declare, ${count(number, 'person', 'people')}`,
  done: 'Declared',
}
