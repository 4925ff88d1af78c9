import type { MemberActor } from '@desk/shared/identity/actor'
import type { Language } from '@desk/shared/pages/initial-state'
import type { PageData, PathOf, RoutedPage, RuleOf } from '@desk/shared/pages/page-table'
import * as z from 'zod/mini'
import { NotFoundError } from '../kernel/app-error.ts'

type ParameterOf<Path extends string> = Path extends `${infer First}/${infer Rest}`
  ? ParameterOf<First> | ParameterOf<Rest>
  : Path extends `:${infer Name}`
    ? Name
    : never

/** The viewer's session, language, and read-only token of a lost-device case. */
export type Reader = {
  sessionHash: string
  language: Language
  caseViewToken: string | null
  /** The token by which this browser opened a link to the evidence room. */
  roomToken?: string | null
  /** Whether the page is opened on a computer. */
  isComputer?: boolean
}

export type PageRequest<Parameter extends string = string> = Reader & {
  params: Readonly<Record<Parameter, string>>
  search: URLSearchParams
}

/** A redirect to another page, such as that of the problem with which the requested one was merged. */
export class PageRedirect {
  readonly path: string
  constructor(path: string) {
    this.path = path
  }
}

/** A `case_view` or `room` page can be read without a session, too. */
type ActorOf<Name extends RoutedPage> =
  'case_view' extends RuleOf<Name> ? MemberActor | null : 'room' extends RuleOf<Name> ? MemberActor | null : MemberActor

/**
 * Loads the data of a page. Throws an error with status 404 when it does not exist or is not visible. The role that the
 * table requires was checked before.
 */
type PageLoader<Deps, Name extends RoutedPage> = (
  deps: Deps,
  actor: ActorOf<Name>,
  request: PageRequest<ParameterOf<PathOf<Name>>>,
) => Promise<PageData<Name> | PageRedirect>

/** Loaders that a feature exports for its pages. */
export type PageLoaders<Deps, Name extends RoutedPage> = { readonly [Each in Name]: PageLoader<Deps, Each> }

/** A link that refers to a page: a request number, or a card. */
export type PageLink = { no: string } | { taskId: string }

/** Returns the page behind a link; null: none, or not visible to the actor. */
export type LinkResolver<Deps> = (deps: Deps, actor: MemberActor, link: PageLink) => Promise<string | null>

/** Parses a path parameter. @throws NotFoundError when it is malformed, since no such page exists. */
export function parameter<Schema extends z.ZodMiniType>(schema: Schema, value: string): z.output<Schema> {
  const { data, success } = schema.safeParse(value)
  if (!success) throw new NotFoundError()
  return data
}

/** Parses the query of a page address; ignores parameters that are unknown or invalid. */
export const queryOf = <Query extends z.ZodMiniObject>(query: Query, search: URLSearchParams): z.output<Query> =>
  query.parse(
    Object.fromEntries([...search].filter(([key, value]) => z.safeParse(query.shape[key] ?? z.never(), value).success)),
  )
