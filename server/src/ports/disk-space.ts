export type Storage = {
  /** Room for the database. `freeBytes` is null where the disk is another machine's affair. */
  look(): Promise<{ isFull: boolean; freeBytes: number | null }>
}
