import type { Messages } from '../messages.ts'
import { count } from './parts/phrases.ts'

const comments: Messages['comments'] = {
  count: (number) => String(number),
  write: 'Write',
  title: 'Comments',
  none: 'No comments yet. Comments are visible to everyone who can see this request.',
  label: 'Write a comment',
  left: (number) => `${count(number, 'character')} left`,
  tooLong: (over) => `${count(over, 'character')} too long`,
  attach: 'Add an image or PDF',
  attachHint: 'Images are resized and their location data is removed; PDF up to 5 MB.',
  uploading: 'Uploading',
  remove: (name) => `Remove ${name}`,
  send: 'Send comment',
  nothing: 'Write something or add a file',
  sent: 'Sent',
  open: (name) => `Open “${name}”`,
  openReady: (name) => `${name} is ready; the link opens once: `,
  download: 'Download',
}

export default comments
