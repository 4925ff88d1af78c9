export const CARD_PRESS_TOPIC = 'card.pressed'

/** Somebody pressed a button of one of our cards, as WeCom signed it. `responseCode` replaces the card, once. */
export type CardPress = { userid: string; taskId: string; key: string; responseCode: string }
