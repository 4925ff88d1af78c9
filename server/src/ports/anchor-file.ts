/** A head of the audit chain as stored outside the database. */
export type Anchor = { blockNo: number; hash: string; rows: number; at: string }

/** Append-only storage of chain heads outside the database, so that a change of the database does not change them. */
export type AnchorFile = {
  read(): Promise<readonly Anchor[]>
  /** Resolves when the anchors are on disk. */
  append(anchors: readonly Anchor[]): Promise<void>
}
