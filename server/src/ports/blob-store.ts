/** Bytes by key. What a key means is the caller's business; a blob never changes. */
export type BlobStore = {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Null: it is not, or no longer, there. */
  get(key: string): Promise<Uint8Array | null>
  /** Keys that are not there are no error. */
  remove(keys: readonly string[]): Promise<void>
}
