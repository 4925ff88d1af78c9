/** The newest row of the audit that this machine has seen, kept beside the database and not in it. */
export type Seen = { auditSeq: number; at: string }

export type LastSeenAudit = {
  read(): Promise<Seen | null>
  write(seen: Seen): Promise<void>
}
