import type { Messages } from '../../../messages.ts'

/** Messages of the page about guardians. */
export const guardianMessages: Messages['lost-device']['guardians'] = {
  intro:
    'A guardian can lock your account at once when your phone is lost. They see none of your messages and cannot unlock.',
  mine: 'My guardians',
  theirs: 'I am guardian of',
  invitations: 'Invitations',
  invitation: (name) => `${name} invites you to be their guardian`,
  invitationHint: 'If you accept, you can lock their account at once when their phone is lost; you cannot unlock it.',
  none: 'No guardians yet',
  states: {
    asked: 'Invited',
    accepted: 'Accepted',
    declined: 'Declined',
    resigned: 'Resigned',
    gone: 'Left or disabled; choose another person',
  },
  asked: (name) => `${name} was invited`,
  add: 'Invite as guardian',
  pick: 'Choose a colleague',
  full: (most) => `You have the maximum of ${String(most)} guardians`,
  remove: 'Remove',
  accept: 'Accept',
  decline: 'Decline',
  stop: 'Resign',
}
