import type { Messages } from '../../messages.ts'
import { count, monthName } from './phrases.ts'

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

export const widgets: Messages['core']['widgets'] = {
  changed: 'Changed',
  skip: 'Skip to content',
  optional: 'optional',
  cancel: 'Cancel',
  actions: 'Actions',
  empty: 'empty',
  date: (year, month, day, weekday) => `${weekdays[weekday] ?? ''}, ${String(day)} ${monthName(year, month)}`,
  dateOrder: 'YYYY-MM-DD',
  search: 'Find a colleague',
  searchHint: 'Name, pinyin or initials',
  searching: 'Searching',
  found: (number) => (number === 0 ? 'No one found' : `${count(number, 'colleague')} found`),
  searchFailed: 'The search failed; try again later',
  fromWecom: 'Choose from WeCom contacts',
  notOpened: 'The contacts did not open; search instead',
  remove: (name) => `Remove ${name}`,
  chosen: 'Chosen',
  copy: 'Copy',
  copied: 'Copied',
  copyManually: 'Selected; press and hold to copy',
  reasonMissing: 'Enter a reason',
  careOffer: 'Your phone uses large text. Use larger text, larger buttons and stronger colours here as well?',
  careYes: 'Turn on care mode',
  careNo: 'No, thanks',
  refresh: 'Refresh',
  pull: 'Pull to refresh',
  release: 'Release to refresh',
  refreshing: 'Refreshing',
}
