/** Returns the length as WeCom counts it: code points, so that `𠮷` is one. Without schemas, so that the web can load it alone. */
export const lengthOf = (text: string): number => [...text].length
