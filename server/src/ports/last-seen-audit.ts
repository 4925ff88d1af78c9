/** The newest audit row that this machine has seen, stored beside the database. */
export type Seen = { auditSeq: number; at: string }

export type LastSeenAudit = {
  read(): Promise<Seen | null>
  write(seen: Seen): Promise<void>
}
