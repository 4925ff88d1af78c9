import type { Messages } from '../../../messages.ts'
import { count } from '../phrases.ts'

export const declare: Messages['groups']['declare'] = {
  intro:
    'Register a group that was created manually in WeCom; it takes a minute. The app cannot read it; necessary changes are listed for you.',
  name: 'Group name',
  nameEmpty: 'Enter the name of the group in WeCom',
  deputyHint: 'Notified once the department has confirmed the group',
  noDeputy: 'No deputy',
  invalidField: 'This value is invalid',
  errors: {
    'text.unseen_signs': 'Contains an invisible character; delete it and type again',
    'text.too_long': 'Too long',
    'reason.empty': 'Required',
    'group.member_gone': 'A member has left; remove them and submit again',
    'group.partner_owner': 'A partner cannot own a group: ask your sponsor to register it',
    'group.deputy': 'The deputy must be an active member, and not a partner',
  },
  submit: (number) => `Register, ${count(number, 'member', 'members')}`,
  done: 'Registered',
}
