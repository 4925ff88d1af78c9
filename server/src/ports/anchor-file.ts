/** A head of the audit chain of earlier releases as stored outside the database. */
export type Anchor = { blockNo: number; hash: string; rows: number; at: string }
