/** An authority that states when a text existed (RFC 3161). */
export type TimeStamps = {
  /** Returns the response of the authority over these bytes, DER, after checking that it answers them. */
  stamp(bytes: Uint8Array): Promise<Uint8Array>
}
