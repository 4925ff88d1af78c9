/**
 * Enough of a number to tell two apart, too little to dial: `138****5678`, `075*-**00`. Everything but digits stays, so
 * that an extension is still seen to be one.
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

/** `g***@lanjiang.example`: whose company it is may be seen, whose address it is not. */
export const maskMail = (text: string): string => text.replace(/^(.)[^@]*(?=@)/, '$1***')
