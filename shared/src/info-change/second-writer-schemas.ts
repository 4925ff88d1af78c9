import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'

export const writerName = lineOfText(40)
const version = wholeNumber(0)

/** The system that writes the directory besides this app; an empty name: there is none. */
export const secondWriter = z.object({ name: writerName, version })
export type SecondWriter = z.infer<typeof secondWriter>

export const secondWriterBody = z.strictObject({ name: writerName, version })
export type SecondWriterBody = z.infer<typeof secondWriterBody>
