import * as z from 'zod/mini'
import { hasInvisibleCharacters, invisibleCharacter } from './invisible-characters.ts'
import { lengthOf } from './text-length.ts'

export { hasInvisibleCharacters }

/** Returns whether PostgreSQL accepts the text: no NUL, and no halves of a surrogate pair. */
export const isStorable = (text: string): boolean => !/[\0\ud800-\udfff]/u.test(text)

/**
 * Any text that PostgreSQL accepts. JSON bodies are checked as a whole before they are parsed; this is for other
 * inputs.
 */
export const storableText = z.string().check(z.refine(isStorable, { error: 'text.unseen_signs' }))

const allInvisible = new RegExp(invisibleCharacter.source, 'gu')

/** Characters that begin another line. */
const breaks = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g

/**
 * Returns the text as one line without invisible characters: for messages, where another line could pass for this app's
 * own.
 */
export const oneLine = (text: string): string => text.replace(breaks, ' ').replace(allInvisible, '')

/**
 * Returns the schema of one line of text: trimmed, NFC, at most `max` code points, nothing invisible. Fails with the
 * dotted codes `text.unseen_signs` and `text.too_long`.
 */
export const lineOfText = (max: number) =>
  z.pipe(
    z.string().check(z.maxLength(max * 4)),
    z.pipe(
      z.transform((text: string) => text.normalize('NFC').trim()),
      z.string().check(
        z.refine((text) => !hasInvisibleCharacters(text), { error: 'text.unseen_signs' }),
        z.refine((text) => lengthOf(text) <= max, { error: 'text.too_long' }),
      ),
    ),
  )

/**
 * Returns the schema of several lines of plain text. Line breaks are the only control characters in it. Fails with the
 * same codes.
 */
export const linesOfText = (max: number) =>
  z.pipe(
    z.string().check(z.maxLength(max * 4)),
    z.pipe(
      z.transform((text: string) =>
        text
          .normalize('NFC')
          .replace(/\r\n?/g, '\n')
          .replace(/\n{3,}/g, '\n\n')
          .trim(),
      ),
      z.string().check(
        z.refine((text) => !hasInvisibleCharacters(text.replaceAll('\n', '')), { error: 'text.unseen_signs' }),
        z.refine((text) => lengthOf(text) <= max, { error: 'text.too_long' }),
      ),
    ),
  )
