import type { RouteRule } from './route-rule.ts'

/** The component of `accounts/HrHome` is `accounts/pages/HrHomePage.vue`. */
type Component = `${string}/${string}`
const fileOf = (component: Component): string => component.replace(/[^/]+$/, 'pages/$&Page')

/**
 * Defines a page with a path: its rule, its component below `web/src/features`, and the features whose messages it uses
 * besides the common ones. The page data is declared only as a type.
 */
export const page = <const Path extends `/${string}`, Rule extends RouteRule>(
  path: Path,
  rule: Rule,
  component: Component,
  ...messages: readonly string[]
) => {
  const row = { path, rule, file: fileOf(component), messages }
  return { shows: <Data>(): typeof row & { data?: Data } => row }
}

/** Defines a page without a path, rendered in response to other URLs. */
export const unroutedPage = (component: Component, ...messages: readonly string[]) => {
  const row = { file: fileOf(component), messages }
  return { shows: <Data>(): typeof row & { data?: Data } => row }
}
