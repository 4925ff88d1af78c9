import type { Messages } from '../messages.ts'
import { count } from './parts/phrases.ts'

const comments: Messages['comments'] = {
  title: 'Comments',
  none: 'No comments yet. Everybody who can see this request sees them.',
  label: 'Write a comment',
  left: (number) => `${count(number, 'character')} left`,
  tooLong: (over) => `${count(over, 'character')} too long`,
  attach: 'Add a picture or PDF',
  attachHint: 'Pictures are made smaller and lose where they were taken; PDF up to 5 MB.',
  uploading: 'Uploading',
  remove: (name) => `Remove ${name}`,
  send: 'Send comment',
  sent: 'Sent',
  open: (name) => `Open “${name}”`,
  openReady: (name) => `${name} is ready; the link works once: `,
  download: 'Download',
  load: 'Try again',
  size: (kilobytes) => (kilobytes < 1024 ? `${String(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`),
}

export default comments
