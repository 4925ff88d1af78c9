/** Search keys of a member, in lower case; matched by prefix. */
export type NameKeys = { nameKey: string; pinyin: string; initials: string }

type Syllables = (name: string) => readonly string[]
let loading: Promise<Syllables> | null = null

/** Loads the pinyin dictionary (20 MB, 50 ms) with the first name that needs it, not at start. */
const dictionary = (): Promise<Syllables> =>
  (loading ??= import('pinyin-pro').then(
    ({ pinyin }) =>
      (name) =>
        pinyin(name, { toneType: 'none', type: 'array', surname: 'head', v: true, nonZh: 'consecutive' }),
  ))

const lettersOf = (text: string): string =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, '')

/** Returns search keys: 李敏 has 李敏, limin and lm; Bob Li has bobli and bl. Characters without a reading are omitted. */
export async function nameKeysOf(name: string): Promise<NameKeys> {
  const syllables = await dictionary()
  const words = syllables(name).flatMap((part) => lettersOf(part).split(' '))
  return {
    nameKey: nameKeyOf(name),
    pinyin: words.join(''),
    initials: words.map((word) => word.slice(0, 1)).join(''),
  }
}

/** Returns the name key of a name, and of text typed into the search field. */
export const nameKeyOf = (text: string): string => text.normalize('NFC').trim().toLowerCase()
