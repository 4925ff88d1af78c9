export const CARD_ACTION_TOPIC = 'card.pressed'

/** Somebody pressed a button of one of our cards, as WeCom signed it. `responseCode` replaces the card, once. */
export type CardAction = { userid: string; taskId: string; key: string; responseCode: string }
