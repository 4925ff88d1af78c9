/** Names of the messages about accounts. */
export const accountNames = {
  'partner.ending': 'A contract ends soon, to the sponsor',
  'partner.no_sponsor': 'A partner without a sponsor, to HR',
  'partner.unregistered': 'Partners to register, daily to HR',
  'partner.disabled': 'A contract ended and the account is disabled, to sponsor and HR',
  'partner.enabled_outside': 'A partner enabled elsewhere after the end, to HR',
  'partner.disable_by_hand': 'An account to disable manually, to the management department',
  'partner.enable_by_hand': 'An account to enable manually, to the management department',
  'console.created': 'A member created in the console, to HR and the management department',
  'console.changed': 'A member changed in the console, to HR and the management department',
  'console.deleted': 'A member deleted in the console, to HR and the management department',
  'console.setup': 'An app setting changed in the console, to the management department',
  'departure.reported': 'A department reports that somebody left, to HR',
  'departure.answered': 'Still here, to the reporter',
}
