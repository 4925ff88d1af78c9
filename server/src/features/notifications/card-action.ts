export const CARD_ACTION_TOPIC = 'card.pressed'

/** A pressed button of a card, as WeCom signed it. `responseCode` replaces the card, once. */
export type CardAction = { userid: string; taskId: string; key: string; responseCode: string }
