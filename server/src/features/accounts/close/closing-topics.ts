import type { OutboxTopic } from '@desk/shared/outbox/outbox-topics'

/** Disables the account, enables it again, or deletes it, as the phase says. */
export const CLOSE_TOPIC = 'accounts.close.prove' satisfies OutboxTopic
