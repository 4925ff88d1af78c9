import type { Database } from './database.ts'
import { isLostRace } from './errors.ts'

/**
 * A database whose transactions run once more when they lost a race: what the first try wrote is gone, and whoever it ran
 * against is through. Nothing but rows may change in a transaction, so nothing is done twice.
 */
export function retryOnSerializationFailure<D extends Database>(db: D): D {
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
