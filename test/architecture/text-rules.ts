import type { SourceFiles } from './module-graph.ts'

const MAX_LINES = 300

export function longFiles(files: SourceFiles): string[] {
  return [...files]
    .filter(([file]) => /\.(ts|mjs|vue|css)$/.test(file))
    .map(([file, text]) => ({ file, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ file, lines }) => `${file} has ${lines} lines`)
}

const MAX_FILES = 25
/** Each group of pages has a file of texts in each language (ADR 20). */
const MAX_FILES_BY_FEATURE = 40
const byFeature = /^web\/src\/locales\/(en|zh-CN)$/

/** Returns the folders of the product with too many files, not counting tests. */
export function fullFolders(files: SourceFiles): string[] {
  const counts = new Map<string, number>()
  for (const file of files.keys()) {
    const folder = file.slice(0, file.lastIndexOf('/'))
    if (/^(server|shared|web)\/src(\/|$)/.test(folder) && !file.endsWith('.test.ts'))
      counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts]
    .filter(([folder, count]) => count > (byFeature.test(folder) ? MAX_FILES_BY_FEATURE : MAX_FILES))
    .map(([folder, count]) => `${folder} has ${String(count)} files`)
}

/** Lists comparisons of two lower-cased texts: userids must be compared by `sameUserid` (ADR 21). */
export const directUseridComparisons = (files: SourceFiles): string[] =>
  [...files]
    .filter(([file]) => /^(server|shared|web)\/src\//.test(file) && file !== 'shared/src/kernel/same-userid.ts')
    .flatMap(([file, text]) =>
      (text.match(/[\w.?]+\.toLowerCase\(\) [!=]== [\w.]+\.toLowerCase\(\)/g) ?? []).map(
        (found) => `${file}: ${found}`,
      ),
    )

/** Names in templates that are not names of members. */
const otherNames = /\{\{ (file|fact|department|apiKey|group|ready|other)\.name \}\}/

/** Lists names outside `<bdi>`. A right-to-left name would change the direction of the text around it. */
export const namesWithoutBdi = (files: SourceFiles): string[] =>
  [...files]
    .filter(([file]) => file.endsWith('.vue'))
    .flatMap(([file, text]) =>
      (text.match(/(?:<bdi>)?\{\{ [\w.]+\.name \}\}/g) ?? [])
        .filter((found) => !found.startsWith('<bdi>') && !otherNames.test(found))
        .map((found) => `${file}: ${found}`),
    )

/** Lists modules that use Vue's own `provide` and `inject`: ports use `createInjection`, everything else props or a store. */
export const injectionsOutsidePorts = (files: SourceFiles): string[] =>
  [...files]
    .filter(([file]) => file !== 'web/src/platform/injection.ts' && !file.endsWith('.test.ts'))
    .filter(([, text]) => /import \{[^}]*\b(?:provide|inject)\b[^}]*\} from 'vue'|\bapp\.provide\(/.test(text))
    .map(([file]) => file)

/** Lists migrations out of order: drizzle's migrator silently skips one that is dated before the last applied one. */
export function journalViolations(entries: readonly { when: number; tag: string }[]): string[] {
  return entries.flatMap(({ when, tag }, index) => {
    const before = entries[index - 1]
    return before && before.when >= when ? [`${tag} is not dated after ${before.tag}`] : []
  })
}

/** Lists URLs. The lock file contains none, because each machine has its own registry. */
export const urlsIn = (text: string): string[] => text.match(/\bhttps?:\/\/[^\s'"]+/g) ?? []

/**
 * Hosts that pages may contain without a request to them: namespaces of SVG and of spreadsheets, links in Vue's error
 * messages, and Tencent's hosts of the login panel.
 */
const hostsWithoutRequests = [
  /^www\.w3\.org$/,
  /^schemas\.openxmlformats\.org$/,
  /^purl\.oclc\.org$/,
  /^vuejs\.org$/,
  /^(open|login)\.(weixin\.qq\.com|work\.weixin\.qq\.com)$/,
  /^localhost$/,
]

export function foreignHosts(text: string): string[] {
  const hosts = [...text.matchAll(/(?:https?:)?\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)].map((match) => match[1]!)
  return [...new Set(hosts)].filter((host) => !hostsWithoutRequests.some((known) => known.test(host)))
}
