export type Storage = {
  /**
   * Space for the database. Where that is a server, `freeBytes` is null, and `isFull` is what it reported within the last
   * half minute.
   */
  status(): Promise<{ isFull: boolean; freeBytes: number | null }>
}
