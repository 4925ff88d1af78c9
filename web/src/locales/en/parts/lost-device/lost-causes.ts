/** Texts of error causes, by code. */
export const lostCauses: Readonly<Record<string, string>> = {
  no_contacts_secret: 'The app has no directory permission; disable the account in the admin console',
  '48002': 'The app has no directory permission; disable the account in the admin console',
  '60011': 'The app has no directory permission; disable the account in the admin console',
  '60111': 'The account cannot be read in WeCom',
  unlock_by_hand:
    'The app cannot unlock it: enable the member in the contacts of the admin console. This completes once verified',
  timeout: 'WeCom did not respond; retrying',
  dropped: 'WeCom did not respond; retrying',
  bad_answer: 'Invalid response of WeCom; retrying',
  paused: 'Message delivery is paused and the account is not locked yet. Ask ops to resume it',
  internal: 'Internal error; retrying',
  unanswered: 'No response within a day',
  card: 'Rejected on the card',
  lost_again: 'Reported lost again',
  opened: 'Restored with the unlock',
}
