import { type PathOf, type RoutedPage, routedPages } from './page-table.ts'

/** `lost-case` as `lostCase`. */
type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name
type Link<Path extends string> = Path extends `${string}/:${string}` ? (parameter: string) => string : Path
type PagePaths = { readonly [Name in RoutedPage as Camel<Name>]: Link<PathOf<Name>> }

const camel = (name: string) => name.replace(/-./g, ([, letter = '']) => letter.toUpperCase())
const linkOf = (path: string) =>
  path.includes(':') ? (parameter: string) => path.replace(/:\w+/, () => parameter) : path

/** Links to the pages: `pagePaths.requests`, `pagePaths.request(id)`. */
export const pagePaths = {
  ...(Object.fromEntries(routedPages.map(({ name, path }) => [camel(name), linkOf(path)])) as PagePaths),
  /** No page of its own: where WeCom's second factor goes on once something was signed. */
  secondFactorNext: '/auth/second-factor/next',
}
