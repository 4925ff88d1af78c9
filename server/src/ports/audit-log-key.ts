import type { Anchor } from './anchor-file.ts'

/** The key of the evidence log and the files beside it, outside the database. */
export type AuditLogKey = {
  /** Name of a new log, as configured; null: `defaultOrigin`. A log that has begun keeps its name. */
  origin: string | null
  defaultOrigin: string
  /** Private Ed25519 key: the seed of RFC 8032, 32 bytes. */
  seed: Uint8Array
  checkpointFile: CheckpointFile
  /** Heads of the chain of earlier releases, as stored outside the database. */
  earlierAnchors(): Promise<readonly Anchor[]>
}

/** The checkpoint signed last, outside the database, so that an older database is noticed. */
export type CheckpointFile = {
  read(): Promise<string | null>
  /** Resolves when it is on disk. */
  write(note: string): Promise<void>
}
