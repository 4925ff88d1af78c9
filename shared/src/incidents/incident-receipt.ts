import * as z from 'zod/mini'

/** 32 characters, none of which looks like another: no 0, O, 1, I. */
const RECEIPT_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const RECEIPT_LENGTH = 16

/** A receipt as sent, without hyphens: 80 random bits. */
export const receiptSchema = z.string().check(z.regex(/^[2-9A-HJ-NP-Z]{16}$/))

/** Makes a receipt in the browser, so that a report that is sent twice is one. `random` fills the array. */
export function createReceipt(random: (bytes: Uint8Array) => Uint8Array): string {
  // 256 is a multiple of 32: every character is equally likely.
  return [...random(new Uint8Array(RECEIPT_LENGTH))].map((byte) => RECEIPT_ALPHABET[byte % 32]).join('')
}

/** Writes a receipt as people read it: four groups of four. */
export const formatReceipt = (receipt: string): string => receipt.match(/.{1,4}/g)?.join('-') ?? ''

/** Returns the receipt that a person typed, in any case and with any separators; null when it is not a receipt. */
export function parseReceipt(typed: string): string | null {
  const receipt = typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return receiptSchema.safeParse(receipt).success ? receipt : null
}
