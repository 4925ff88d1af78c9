export type Storage = {
  /** Space for the database. `freeBytes` is null where the disk belongs to another machine. */
  status(): Promise<{ isFull: boolean; freeBytes: number | null }>
}
