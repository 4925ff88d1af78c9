import type { Deps } from '../../../kernel/deps.ts'

/** What telling people about policies takes. */
export type MailDeps = Pick<
  Deps,
  'db' | 'clock' | 'ids' | 'site' | 'holidays' | 'wecom' | 'failPoints' | 'afterRestore' | 'emit'
>
