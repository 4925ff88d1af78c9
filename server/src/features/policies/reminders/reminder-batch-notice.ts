import type { MailingNotice } from '../../notifications/plan-mailing.ts'
import { reminderBatchObject } from './remind-queries.ts'
import type { ReminderBatchRow } from './reminder-batch-queries.ts'

/** Returns event and object of a batch's notices, by which no member receives the same message twice. */
export function noticeOf({ key, scope, day }: Pick<ReminderBatchRow, 'key' | 'scope' | 'day'>): MailingNotice {
  switch (scope.kind) {
    case 'asked':
    case 'told':
      return { event: `policy.${scope.kind}`, object: key.slice(key.indexOf(':') + 1) }
    case 'urged':
      return { event: 'policy.urged', object: reminderBatchObject(scope, day, key) }
    case 'daily':
      return { event: 'policy.reminded', object: day }
  }
}
