import type { Id, IdKind } from '@desk/shared/kernel/ids'

/** Source of all unguessable values. Tests pass one that counts. */
export type IdSource = {
  next<K extends IdKind>(kind: K): Id<K>
  /**
   * Eight characters (40 random bits), in the format of `readableCodeSchema`, that people read to each other: request numbers,
   * receipts, help codes.
   */
  readableCode(): string
  /** A secret of at least 128 random bits in `[a-zA-Z0-9]`: session tokens, OAuth states. */
  token(): string
}
