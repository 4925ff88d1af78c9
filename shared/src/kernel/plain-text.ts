import * as z from 'zod/mini'

/**
 * Signs that a person cannot see or that reorder what he sees: C0 and C1 controls, zero-width signs, bidi marks and
 * isolates, line and paragraph separators, tags, and halves of a surrogate pair. They have no place in a name or a title.
 */
const unseen =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/u

/** What PostgreSQL takes: no NUL, and no halves of a surrogate pair. */
export const isStorable = (text: string): boolean => !/[\0\ud800-\udfff]/u.test(text)

/** Any such text. Bodies are looked at as a whole before they are parsed; this is for what comes in another way. */
export const storableText = z.string().check(z.refine(isStorable, { error: 'text.unseen_signs' }))

export const hasInvisibleCharacters = (text: string): boolean => unseen.test(text)

const unseenAll = new RegExp(unseen.source, 'gu')

/** What would begin another line. */
const breaks = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g

/** As one line with nothing unseen in it, whoever wrote it: for messages, in which a line of its own would be taken for ours. */
export const oneLine = (text: string): string => text.replace(breaks, ' ').replace(unseenAll, '')

/** Length as WeCom counts it: code points, so that `𠮷` is one. */
export const lengthOf = (text: string): number => [...text].length

/**
 * One line of text for people: trimmed, NFC, at most `max` code points, nothing invisible in it.
 * Fails with the dotted codes `text.unseen_signs` and `text.too_long`.
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
