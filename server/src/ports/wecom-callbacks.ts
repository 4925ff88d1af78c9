/** The query of a WeCom callback. All three parts are signed. */
export type CallbackQuery = { signature: string; timestamp: string; nonce: string }

export type ReceivedCallback = {
  /** Equal for a repeated push of the same event, and for no other. */
  dedupeKey: string
  /** `template_card_event`, `change_contact/update_user`, or the type of a message. */
  event: string
  /** The decrypted XML. */
  body: string
  /** The members the event is about, by every userid it contains: old and new userid after a rename. */
  userids: readonly string[]
  /** Set for a card action. */
  cardAction: { userid: string; taskId: string; key: string; responseCode: string } | null
}

/** Verifies and decrypts callbacks of one of the app's two receivers. */
export type CallbackReceiver = {
  /** Returns the decrypted string that verifies the callback address; null unless it is authentic. */
  echo(query: CallbackQuery, echostr: string): string | null
  /** `forged`: not from WeCom, or for another receiver. `unreadable`: authentic, but not an event. */
  receive(query: CallbackQuery, body: string): ReceivedCallback | 'forged' | 'unreadable'
}
