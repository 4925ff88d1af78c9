import type { OutboxTopic } from '@desk/shared/outbox/outbox-topics'

/** Disables the account, enables it again, or deletes it, as the phase says. */
export const CLOSE_TOPIC = 'accounts.close.prove' satisfies OutboxTopic
/** Disables the account in an emergency, without waiting for a slot that other jobs occupy. */
export const URGENT_CLOSE_TOPIC = 'accounts.close.urgent' satisfies OutboxTopic
/**
 * Counts the leaver's customers when the closing opens. Once the account is disabled or enabled, removes the trusted
 * computers, and closes or opens the mailbox.
 */
export const ACCESS_TOPIC = 'accounts.close.access' satisfies OutboxTopic
/** Sends an offer to an heir. */
export const OFFER_TOPIC = 'accounts.offer.tell' satisfies OutboxTopic
/** Overwrites the card of an offer once it is answered or withdrawn. */
export const OFFER_OVER_TOPIC = 'accounts.offer.over' satisfies OutboxTopic
