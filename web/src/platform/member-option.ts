/** A colleague as a picker shows him. The server checks every userid again. */
export type MemberOption = { userid: string; name: string; department: readonly string[] }

/** As the server wants it: two signs, or one Chinese one. */
export const isSearchable = (text: string): boolean => [...text].length >= 2 || /\p{Script=Han}/u.test(text)
