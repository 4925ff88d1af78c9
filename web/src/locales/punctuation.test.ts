import { expect, it } from 'vitest'

const sources = import.meta.glob<string>('../{features,layouts,ui}/**/*.{ts,vue}', {
  query: '?raw',
  import: 'default',
  eager: true,
})
/** Read what people type or paste, in both languages. */
const readers = ['accounts/read-cells.ts', 'groups/template-lines.ts', 'settings/components/ApiKeyForm.vue']
const comments = /\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|^\s*\/\/.*$/gm

it('Chinese punctuation is in the locales only, so that none is in an English sentence', () => {
  const found = Object.entries(sources)
    .filter(([file]) => !file.endsWith('.test.ts') && !readers.some((reader) => file.endsWith(reader)))
    .flatMap(([file, source]) =>
      (source.replace(comments, '').match(/.*[，。；：、（）「」《》].*/g) ?? []).map(
        (line) => `${file}: ${line.trim()}`,
      ),
    )
  expect(found).toEqual([])
})
