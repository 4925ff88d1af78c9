/** What a member is found by. All in lower case; compared by prefix. */
export type NameKeys = { nameKey: string; pinyin: string; initials: string }

type Syllables = (name: string) => readonly string[]
let loading: Promise<Syllables> | null = null

/** The dictionary costs 20 MB and 50 ms: it is loaded by the first name that needs it, not by the start. */
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

/** 李敏 is found by 李敏, limin and lm; Bob Li by bobli and bl. Signs without a reading are left out. */
export async function nameKeysOf(name: string): Promise<NameKeys> {
  const syllables = await dictionary()
  const words = syllables(name).flatMap((part) => lettersOf(part).split(' '))
  return {
    nameKey: nameKeyOf(name),
    pinyin: words.join(''),
    initials: words.map((word) => word.slice(0, 1)).join(''),
  }
}

/** The same for what is typed into the search field. */
export const nameKeyOf = (text: string): string => text.normalize('NFC').trim().toLowerCase()
