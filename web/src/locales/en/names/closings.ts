/** Names of the messages about account closings. */
export const closingNotices = {
  'closing.opened': 'Leaver, to the department admin',
  'closing.clean': 'Statement asked of the leaver',
  'closing.offered': 'Items offered, to the heir',
  'closing.declined': 'Items declined, to department admin and HR',
  'closing.heir_gone': 'Heir gone, to department admin and HR',
  'closing.blocked': 'Not disabled in time, to HR and the lead',
  'closing.cancelled': 'Closing cancelled',
  'closing.confirm': 'Emergency to be confirmed',
  'closing.by_hand': 'To be done in the console',
  'closing.disabled': 'Account disabled',
  'closing.enabled_outside': 'Account enabled elsewhere',
  'closing.enabled': 'Account enabled again',
  'closing.deletion': 'Deletion to be confirmed',
  'closing.deleted': 'Account deleted',
  'closing.gone': 'Account deleted elsewhere',
}
