import type { Database } from './database.ts'
import { isLostRace } from './errors.ts'

/**
 * Returns a database whose transactions run once more after a serialization failure or a deadlock. Transactions only change
 * rows, so the first attempt has left no effect.
 */
export function retryOnLostRace<D extends Database>(db: D): D {
  const once = db.transaction.bind(db)
  db.transaction = async (work, config) => {
    try {
      return await once(work, config)
    } catch (error) {
      if (!isLostRace(error)) throw error
      return once(work, config)
    }
  }
  return db
}
