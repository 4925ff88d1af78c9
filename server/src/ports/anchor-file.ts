/** A head of the audit chain as it is kept outside the database. */
export type Anchor = { blockNo: number; hash: string; rows: number; at: string }

/** Where heads are kept that whoever changes the database does not change with it. Only grows. */
export type AnchorFile = {
  read(): Promise<readonly Anchor[]>
  /** On the disk when this resolves. */
  append(anchors: readonly Anchor[]): Promise<void>
}
