/** Cuts text to a number of bytes, at a character boundary. WeCom cuts overlong text instead of refusing it (docs 90236, 90248). */
export const cutBytes = (text: string, maxBytes: number): string => {
  let result = ''
  let used = 0
  for (const character of text) {
    used += Buffer.byteLength(character)
    if (used > maxBytes) break
    result += character
  }
  return result
}
