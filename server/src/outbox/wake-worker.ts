import type { Database } from '../db/database.ts'

const wakers = new WeakMap<Database, () => void>()

/** Something is due: the worker of this database looks now, or once the transaction given is committed. */
export const wakeWorker = (db: Database): void => wakers.get(db)?.()

/** From here on this worker is woken by what is written through this database. */
export function connectWorker(db: Database, wake: () => void): void {
  wakers.set(db, wake)
  const transaction = db.transaction.bind(db)
  db.transaction = async (work, config) => {
    let isDue = false
    const result = await transaction((tx) => {
      isDue = false
      wakers.set(tx, () => (isDue = true))
      return work(tx)
    }, config)
    if (isDue) wake()
    return result
  }
}
