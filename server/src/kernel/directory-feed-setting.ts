import { feedName } from '@desk/shared/info-change/feed-schemas'
import * as z from 'zod/mini'
import type { Database } from '../db/database.ts'
import { defineSetting, readSetting } from './settings-queries.ts'

/**
 * The system that writes the directory besides this app, such as the HR system; empty: none. With one, changes, new accounts
 * and deletions are orders to it: people make them there, and the read-back completes them.
 */
export const feedSetting = defineSetting({
  key: 'directory.feed',
  schema: z.strictObject({ name: feedName }),
  initial: { name: '' },
})

/** Returns whether another system writes the directory: what this app wrote, it would set back. */
export const hasDirectoryFeed = async (db: Database): Promise<boolean> =>
  (await readSetting(db, feedSetting)).value.name !== ''
