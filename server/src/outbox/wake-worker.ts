import type { Database } from '../db/database.ts'

const wakeByDatabase = new WeakMap<Database, () => void>()

/** Wakes the worker of this database: now, or after the commit of the given transaction. */
export const wakeWorker = (db: Database): void => wakeByDatabase.get(db)?.()

/** Registers the worker that is woken for the jobs enqueued through this database. */
export function connectWorker(db: Database, wake: () => void): void {
  wakeByDatabase.set(db, wake)
  const transaction = db.transaction.bind(db)
  db.transaction = async (work, config) => {
    let isDue = false
    const result = await transaction((tx) => {
      isDue = false
      wakeByDatabase.set(tx, () => (isDue = true))
      return work(tx)
    }, config)
    if (isDue) wake()
    return result
  }
}
