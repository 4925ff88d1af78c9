/** One of WeCom's pushes, as far as the query names it. All three are signed. */
export type CallbackQuery = { signature: string; timestamp: string; nonce: string }

export type ReceivedCallback = {
  /** The same for a repeated push of the same event, and for no other. */
  dedupeKey: string
  /** `template_card_event`, `change_contact/update_user`, or the type of a message. */
  event: string
  /** The decrypted XML. */
  body: string
  /** Whom the event is about, by every name it gives them: old and new userid of somebody who was renamed. */
  userids: readonly string[]
  /** Set for a button of a card. */
  press: { userid: string; taskId: string; key: string; responseCode: string } | null
}

/** Opens what WeCom sealed for one of our two receivers. */
export type CallbackReceiver = {
  /** Plaintext of the string that proves the address; null unless it is authentic. */
  echo(query: CallbackQuery, echostr: string): string | null
  /** `forged`: not from WeCom, or not for us. `unreadable`: authentic, but nothing that we accept as an event. */
  receive(query: CallbackQuery, body: string): ReceivedCallback | 'forged' | 'unreadable'
}
