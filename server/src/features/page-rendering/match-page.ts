import { type RoutedPage, routedPages } from '@desk/shared/pages/page-table'
import { TrieRouter } from 'hono/router/trie-router'

export type Params = Readonly<Record<string, string>>
/** A page, or a link that redirects to one: by request number or by card. */
type Target = RoutedPage | 'number' | 'card'

export const linkPaths = { number: '/r/:requestNo', card: '/go/:taskId' } as const

const router = new TrieRouter<Target>()
for (const { name, path } of routedPages) router.add('GET', path, name)
for (const link of ['number', 'card'] as const) router.add('GET', linkPaths[link], link)

/** Returns the page or link at a path; null when there is none. */
export function matchPage(pathname: string): { target: Target; params: Params } | null {
  const [[first] = []] = router.match('GET', pathname)
  // Unlike other routers, TrieRouter returns the values of parameters by name, not their positions.
  return first ? { target: first[0], params: first[1] as Params } : null
}
