import type { MemberActor } from '@desk/shared/identity/actor'
import type { Language } from '@desk/shared/pages/initial-state'
import type { PageData, PathOf, RoutedPage, RuleOf } from '@desk/shared/pages/page-table'
import type * as z from 'zod/mini'
import { NotFoundError } from '../kernel/app-error.ts'

type ParameterOf<Path extends string> = Path extends `${infer First}/${infer Rest}`
  ? ParameterOf<First> | ParameterOf<Rest>
  : Path extends `:${infer Name}`
    ? Name
    : never

/** Who looks, beside their name: the session, the language of their pages, the read-only token of a lost device. */
export type Reader = { sessionHash: string; language: Language; caseViewToken: string | null }

export type AskedPage<Parameter extends string = string> = Reader & {
  params: Readonly<Record<Parameter, string>>
  search: URLSearchParams
}

/** Whoever has nothing to do on the page that they asked for is shown the place where they have. */
export class Elsewhere {
  readonly path: string
  constructor(path: string) {
    this.path = path
  }
}

/** A page for watchers is read without a session, too. */
type ActorOf<Name extends RoutedPage> = 'watcher' extends RuleOf<Name> ? MemberActor | null : MemberActor

/**
 * What a page shows to this person. What is not there, or not theirs to see, throws an error that answers with 404, as
 * use cases do. The role that the table asks for was looked at.
 */
type PageLoader<Deps, Name extends RoutedPage> = (
  deps: Deps,
  actor: ActorOf<Name>,
  asked: AskedPage<ParameterOf<PathOf<Name>>>,
) => Promise<PageData<Name> | Elsewhere>

/** What a feature exports for its pages. */
export type PageLoaders<Deps, Name extends RoutedPage> = { readonly [Each in Name]: PageLoader<Deps, Each> }

/** A link that stands for a page: a number that people say to each other, or a card. */
export type PageLink = { no: string } | { taskId: string }

/** The page behind a link; null: none, or not this person's to see. */
export type LinkResolver<Deps> = (deps: Deps, actor: MemberActor, link: PageLink) => Promise<string | null>

/** A parameter of the address. @throws NotFoundError when it cannot be one: there is no such page. */
export function parameter<Schema extends z.ZodMiniType>(schema: Schema, value: string): z.output<Schema> {
  const { data, success } = schema.safeParse(value)
  if (!success) throw new NotFoundError()
  return data
}
