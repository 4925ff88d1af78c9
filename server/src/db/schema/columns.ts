import { customType, timestamp } from 'drizzle-orm/pg-core'

/**
 * Creates a column of an instant, UTC, to the millisecond. Written from the injected clock, never by a column default.
 */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/** Text in byte order for any locale: a prefix is one index range, even under `order by`. */
export const keyText = customType<{ data: string }>({ dataType: () => 'text collate "C"' })
