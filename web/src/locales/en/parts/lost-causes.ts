/** Why WeCom has not done it; anything else is said by its code. */
export const lostCauses: Readonly<Record<string, string>> = {
  no_contacts_secret: 'The app may not write the directory: disable it in the admin console',
  '48002': 'The app may not write the directory: disable it in the admin console',
  '60011': 'The app may not write the directory: disable it in the admin console',
  '60111': 'WeCom does not show this account',
  unlock_by_hand:
    'The app may not unlock it: enable the person in the admin console, under contacts. This goes on once “enabled” is read',
  timeout: 'No answer of WeCom; still trying',
  dropped: 'No answer of WeCom; still trying',
  bad_answer: 'An answer of WeCom that cannot be read; still trying',
  paused: 'Delivery is paused, so nothing was sent. Ops have to resume it',
  internal: 'Something went wrong here; still trying',
  unanswered: 'Nobody answered for a day',
  card: 'Rejected on the card',
  lost_again: 'Reported lost again',
  opened: 'Opened with the unlock',
}
