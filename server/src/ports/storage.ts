export type Storage = {
  /**
   * Returns the space for the database. With a database server, `freeBytes` is null, and `isFull` is what the server
   * reported within the last half minute.
   */
  status(): Promise<{ isFull: boolean; freeBytes: number | null }>
}
