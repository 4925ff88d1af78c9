import type { Messages } from '../../../messages.ts'

/** Messages of the page that shows whom to call by the code of a case. */
export const help: Messages['lost-device']['help'] = {
  open: 'View a case by its code',
  title: 'View a case by its code',
  found: (code) => `Case ${code}`,
  code: 'Case code',
  hint: '8 letters and digits, on the page after the report',
  show: 'View',
  unknown: 'No such code, or the case is closed',
  limited: 'Too many attempts. Try again in 10 minutes, or contact your department admin',
}
