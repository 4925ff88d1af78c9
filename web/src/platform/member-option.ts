/** A member as a picker shows them. The server checks every userid again. */
export type MemberOption = { userid: string; name: string; department: readonly string[] }

/** Returns whether a text is long enough to search for, as on the server: two characters, or one Chinese character. */
export const isSearchable = (text: string): boolean => [...text].length >= 2 || /\p{Script=Han}/u.test(text)
