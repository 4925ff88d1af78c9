import { type RoutedPage, routedPages } from '@desk/shared/pages/page-table'
import { TrieRouter } from 'hono/router/trie-router'

export type Params = Readonly<Record<string, string>>
/** A page, or a link that stands for one: a request's number, a card. */
type Target = RoutedPage | 'number' | 'card'

export const linkPaths = { number: '/r/:requestNo', card: '/go/:taskId' } as const

const router = new TrieRouter<Target>()
for (const { name, path } of routedPages) router.add('GET', path, name)
for (const link of ['number', 'card'] as const) router.add('GET', linkPaths[link], link)

/** What stands at an address; null: nothing. */
export function matchPage(pathname: string): { target: Target; params: Params } | null {
  const [[first] = []] = router.match('GET', pathname)
  return first ? { target: first[0], params: first[1] as Params } : null // What this router keeps is names and values.
}
