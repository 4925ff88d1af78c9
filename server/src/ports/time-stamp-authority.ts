/** An authority that states when a text existed (RFC 3161). */
export type TimeStampAuthority = {
  /** Requests a time stamp for these bytes. Returns the response, DER-encoded, after checking that it is valid for them. */
  stamp(bytes: Uint8Array): Promise<Uint8Array>
}
