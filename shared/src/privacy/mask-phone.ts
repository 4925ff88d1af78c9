/**
 * Masks a phone number so that it can be recognized but not dialled: `138****5678`, `075*-**00`. Other characters stay, so
 * that an extension remains visible.
 */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '').length
  const [head, tail] = shownDigits(digits)
  let seen = 0
  return phone.replace(/\d/g, (digit) => {
    seen += 1
    return seen <= head || seen > digits - tail ? digit : '*'
  })
}

/** Returns how many digits stay at the beginning and at the end. */
function shownDigits(digits: number): [head: number, tail: number] {
  if (digits >= 11) return [3, 4]
  if (digits >= 7) return [3, 2]
  return [0, digits >= 4 ? 1 : 0]
}

/** Masks the local part of an email address: `g***@lanjiang.example`. */
export const maskMail = (text: string): string => text.replace(/^(.)[^@]*(?=@)/, '$1***')
