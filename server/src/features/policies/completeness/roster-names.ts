type Named = { userid: string; name: string }

/** Userids and names of a roster by pseudonym. One text each, since a roster can have a million people. */
export type RosterNames = ReturnType<typeof rosterNames>

/** Returns the userid and the name, joined by a newline, which no userid has. */
export const nameText = ({ userid, name }: Named): string => `${userid}\n${name}`

/** Returns the people of a roster by pseudonym, from texts of `nameText`. */
export const rosterNames = (texts: ReadonlyMap<string, string>) => ({
  size: texts.size,
  has: (person: string): boolean => texts.has(person),
  get(person: string): Named | null {
    const text = texts.get(person)
    if (text === undefined) return null
    const end = text.indexOf('\n')
    return { userid: text.slice(0, end), name: text.slice(end + 1) }
  },
  people: () => texts.keys(),
})
