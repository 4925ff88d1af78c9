import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'

export const feedName = lineOfText(40)
const version = wholeNumber(0)

/** The system that writes the directory besides this app; an empty name: there is none. */
export const directoryFeed = z.object({ name: feedName, version })
export type DirectoryFeed = z.infer<typeof directoryFeed>

export const directoryFeedBody = z.strictObject({ name: feedName, version })
export type DirectoryFeedBody = z.infer<typeof directoryFeedBody>
