import type { SourceFiles } from './module-graph.ts'

const MAX_LINES = 300

export function longFiles(files: SourceFiles, allowed: readonly string[] = []): string[] {
  return [...files]
    .filter(([file]) => /\.(ts|mjs|vue|css)$/.test(file) && !allowed.includes(file))
    .map(([file, text]) => ({ file, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ file, lines }) => `${file} has ${lines} lines`)
}

/** What a template shows bare and is nobody's name. */
const nobodysName = /\{\{ (file|fact|department|apiKey|group|ready|other)\.name \}\}/

/** A name may run from right to left: it is set apart, so that the sentence around it keeps its direction. */
export const bareNames = (files: SourceFiles): string[] =>
  [...files]
    .filter(([file]) => file.endsWith('.vue'))
    .flatMap(([file, text]) =>
      (text.match(/(?:<bdi>)?\{\{ [\w.]+\.name \}\}/g) ?? [])
        .filter((found) => !found.startsWith('<bdi>') && !nobodysName.test(found))
        .map((found) => `${file}: ${found}`),
    )

/** drizzle's migrator silently skips a migration that is dated before the last one it applied. */
export function journalOffences(entries: readonly { when: number; tag: string }[]): string[] {
  return entries.flatMap(({ when, tag }, index) => {
    const before = entries[index - 1]
    return before && before.when >= when ? [`${tag} is not dated after ${before.tag}`] : []
  })
}

/** Where packages come from is the business of each machine. */
export const addressesIn = (text: string): string[] => text.match(/\bhttps?:\/\/[^\s'"]+/g) ?? []

/**
 * Hosts that our own pages may name without asking them for anything: a namespace, the links in Vue's error messages, and
 * Tencent's, where the login panel's frame is.
 */
const namedOnly = [
  /^www\.w3\.org$/,
  /^vuejs\.org$/,
  /^(open|login)\.(weixin\.qq\.com|work\.weixin\.qq\.com)$/,
  /^localhost$/,
]

export function foreignHosts(text: string, allowed: readonly RegExp[] = []): string[] {
  const hosts = [...text.matchAll(/(?:https?:)?\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)].map((match) => match[1]!)
  return [...new Set(hosts)].filter((host) => ![...namedOnly, ...allowed].some((known) => known.test(host)))
}
