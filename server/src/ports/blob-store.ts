/** Bytes by key. The meaning of a key is up to the caller; a blob never changes. */
export type BlobStore = {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Null: missing, or no longer there. */
  get(key: string): Promise<Uint8Array | null>
  /** Missing keys are not an error. */
  remove(keys: readonly string[]): Promise<void>
}
