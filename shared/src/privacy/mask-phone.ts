/**
 * Masks a phone number so that it can be recognized but not dialled: `138****5678`, `075*-**00`. Other characters stay, so
 * that an extension remains visible.
 */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '').length
  const [head, tail] = digits >= 11 ? [3, 4] : digits >= 7 ? [3, 2] : [0, digits >= 4 ? 1 : 0]
  let seen = 0
  return phone.replace(/\d/g, (digit) => {
    seen += 1
    return seen <= head || seen > digits - tail ? digit : '*'
  })
}

/** Masks the local part of an email address: `g***@lanjiang.example`. */
export const maskMail = (text: string): string => text.replace(/^(.)[^@]*(?=@)/, '$1***')
