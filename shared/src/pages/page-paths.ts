import { type PathOf, type RoutedPage, routedPages } from './page-table.ts'

/** Converts `lost-case` to `lostCase`. */
type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name
type Link<Path extends string> = Path extends `${string}/:${string}` ? (parameter: string) => string : Path
type PagePaths = { readonly [Name in RoutedPage as Camel<Name>]: Link<PathOf<Name>> }

const toCamelCase = (name: string) => name.replace(/-./g, ([, letter = '']) => letter.toUpperCase())
const linkOf = (path: string) =>
  path.includes(':') ? (parameter: string) => path.replace(/:\w+/, () => parameter) : path

/** Links to the pages, for example `pagePaths.requests` and `pagePaths.request(id)`. */
export const pagePaths = {
  ...(Object.fromEntries(routedPages.map(({ name, path }) => [toCamelCase(name), linkOf(path)])) as PagePaths),
  /** Shows whom to call about a lost phone, by the code of the case, without a session. */
  caseHelp: '/case-help',
  /** Opens a link to the evidence room; its token follows as a fragment. */
  evidenceEntry: '/evidence-room/enter',
  /** Verifies exported evidence in the browser, without a session. */
  verify: '/verify',
  /** Not a page: continues WeCom's second factor after a signature. */
  secondFactorNext: '/auth/second-factor/next',
}
