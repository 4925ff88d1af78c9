/** The newest audit row that this machine has seen, stored beside the database. */
export type LastSeen = { auditSeq: number; at: string }

export type LastSeenAudit = {
  read(): Promise<LastSeen | null>
  write(seen: LastSeen): Promise<void>
}
