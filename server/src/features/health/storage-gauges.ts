import type { GaugeSource } from '../../ports/gauge-source.ts'
import type { Storage } from '../../ports/storage.ts'

/** Returns the gauges of the disk of the database. */
export const storageGauges = (storage: Storage): readonly GaugeSource[] => [
  {
    name: 'desk_storage_full',
    help: '1 while new data is refused because the disk of the database is full',
    labels: [],
    read: async () => [{ value: (await storage.status()).isFull ? 1 : 0 }],
  },
  {
    name: 'desk_storage_free_bytes',
    help: 'Free space on the disk of the embedded database; absent when the database is a server',
    labels: [],
    async read() {
      const { freeBytes } = await storage.status()
      return freeBytes === null ? [] : [{ value: freeBytes }]
    },
  },
]

/** Returns the gauge of the connection to the database. */
export const databaseGauges = (ping: () => Promise<void>): readonly GaugeSource[] => [
  {
    name: 'desk_database_answers',
    help: '1 while the database responds; otherwise gauges that are read from it are absent',
    labels: [],
    read: () =>
      ping().then(
        () => [{ value: 1 }],
        () => [{ value: 0 }],
      ),
  },
]
