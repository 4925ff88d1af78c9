import { writerName } from '@desk/shared/info-change/second-writer-schemas'
import * as z from 'zod/mini'
import type { Database } from '../db/database.ts'
import { defineSetting, readSetting } from './settings-queries.ts'

/**
 * The system that writes the directory besides this app, such as the HR system; empty: none. With one, people make
 * changes, new accounts and deletions in that system instead of this app, and the read-back completes them.
 */
export const secondWriterSetting = defineSetting({
  key: 'directory.feed',
  schema: z.strictObject({ name: writerName }),
  initial: { name: '' },
})

/** Returns whether another system writes the directory: it would overwrite what this app writes. */
export const hasSecondWriter = async (db: Database): Promise<boolean> =>
  (await readSetting(db, secondWriterSetting)).value.name !== ''
