import type { Graph } from './module-graph.ts'

export type ImportRule = { from: RegExp; except?: RegExp; forbidden: RegExp; reason: string }

const TESTS = /\.(test|spec)\.ts$|^server\/src\/testing\//

/** Forbidden imports. Targets are repository paths or package names. */
export const importRules: readonly ImportRule[] = [
  {
    from: /^shared\/src\//,
    except: /\.test\.ts$/,
    forbidden: /^(server|web|test)\/|^(?!shared\/|(zod|fflate|@noble\/\w+)(\/|$))/,
    reason: 'shared runs everywhere, so it imports only itself and libraries without a platform',
  },
  {
    from: /^web\/src\//,
    forbidden: /^(server\/(?!src\/client\.ts$)|test\/)|^(drizzle-orm|pg$)/,
    except: TESTS,
    reason: 'the web uses the server through its client only',
  },
  {
    from: /^web\/src\//,
    forbidden: /^node:/,
    except: /\.test\.ts$|^web\/src\/(document\/|entry-server\.ts$)/,
    reason: 'the web runs in a browser, except its renderer',
  },
  {
    from: /^server\/(src|scripts)\//,
    forbidden: /^(web|test)\/|^vue|^@wecom\/jssdk/,
    reason: 'the server does not depend on the web or on tests',
  },
  {
    from: /^server\/src\/(features|domain-events|access|directory|outbox|jobs|kernel|db|http|ports)\//,
    except: TESTS,
    forbidden: /^server\/src\/(adapters|config)\//,
    reason: 'inner layers use ports',
  },
  {
    from: /^server\/src\/(domain-events|access|directory|outbox|jobs|kernel|db|http|ports|adapters|config)\//,
    except: TESTS,
    forbidden: /^server\/src\/features\//,
    reason: 'features are the top layer',
  },
  {
    from: /^server\/src\/directory\//,
    except: TESTS,
    forbidden: /^server\/src\/(access|outbox)\//,
    reason: 'the directory emits events and calls no other module',
  },
  {
    from: /^server\/src\/domain-events\//,
    forbidden: /^server\/src\/(?!domain-events\/|db\/)/,
    reason: 'an event does not depend on its subscribers',
  },
  {
    from: /^server\/src\/(db|ports|adapters|config)\//,
    except: TESTS,
    forbidden: /^server\/src\/http\//,
    reason: 'HTTP is used at the edge only',
  },
  {
    from: /^shared\/src\/requests\/(?!types\/)/,
    except: /\.test\.ts$/,
    forbidden: /^shared\/src\/(info-change|groups|lost-device|policies\/exemptions)\//,
    reason: 'the request engine knows its types through their registry',
  },
  {
    from: /^server\/src\/ports\//,
    forbidden: /^server\/src\/(?!ports\/)/,
    reason: 'a port depends on no other module',
  },
  {
    from: /^server\/src\/features\//,
    except: /routes\.ts$|^server\/src\/features\/(session|page-rendering|callbacks|health)\/|\.test\.ts$/,
    forbidden: /^hono(?!\/html$)|^@hono\//,
    reason: 'use cases do not depend on HTTP',
  },
  {
    from: /^server\/src\/features\//,
    except: /-queries\.ts$|\.test\.ts$/,
    forbidden: /^drizzle-orm|^server\/src\/db\/schema\//,
    reason: 'SQL is in *-queries.ts only',
  },
  {
    from: /^server\/src\//,
    except: TESTS,
    forbidden: /^server\/src\/testing\/|^vitest/,
    reason: 'test code is not part of the product',
  },
  {
    from: /^server\/src\//,
    except: /^server\/src\/(main\.ts$|client\.ts$|composition\/|cli\/)|\.test\.ts$|^server\/src\/testing\//,
    forbidden: /^server\/src\/(main\.ts$|composition\/)/,
    reason: 'no module imports the composition root',
  },
  {
    from: /^server\/src\/composition\/start-jobs\.ts$/,
    forbidden: /^server\/src\/features\/(?!.*\/jobs\/)/,
    reason: 'a periodic job is in jobs of its feature',
  },
  {
    from: /^web\/src\/(api|ui|wecom|locales|platform|composables)\//,
    except: TESTS,
    forbidden: /^web\/src\/(features|router)\//,
    reason: 'shared web modules do not depend on features',
  },
  {
    from: /^web\/src\/(ui|locales)\//,
    except: TESTS,
    forbidden: /^web\/src\/(api|wecom)\//,
    reason: 'components in ui do not fetch data',
  },
  {
    from: /^web\/src\/(?!wecom\/)/,
    forbidden: /^@wecom\/jssdk/,
    reason: 'only the bridge loads the JSSDK',
  },
  {
    from: /^web\/src\/(?!ui\/)/,
    forbidden: /^@?vant(\/|$)/,
    reason: 'only the components in ui use Vant',
  },
  {
    from: /^web\/src\/(?!stores\/|create-app\.ts$)/,
    except: /\.test\.ts$|^web\/src\/testing\//,
    forbidden: /^pinia$/,
    reason: 'shared state is in stores',
  },
  {
    from: /^web\/src\/(?!(platform|wecom)\/|api\/desk-api\.ts$|composables\/use-server-clock\.ts$)/,
    except: /\.test\.ts$|^web\/src\/testing\//,
    forbidden: /^web\/src\/platform\/injection\.ts$/,
    reason: 'only ports are provided and injected: device, initial state, API, clock, bridge',
  },
  {
    from: /^web\/src\/stores\//,
    except: TESTS,
    forbidden: /^web\/src\/(features|router|ui)\//,
    reason: 'a store does not depend on pages or components',
  },
  {
    from: /^test\/wecom-simulator\//,
    forbidden: /^(server|web)\//,
    reason: 'the simulator does not share code with the product',
  },
]

/** Lists the paths that a pattern names: `^a/b/` gives `a/b/`, `^a/(b|c)` gives `a/b` and `a/c`. */
export const pathsIn = ({ source }: RegExp): string[] =>
  [...source.replaceAll('\\', '').matchAll(/\^((?:[\w-]+\/)+)(?:\((?:\?!)?([\w./|$-]+)\))?/g)].flatMap(
    ([, folder = '', listed = '']) => listed.split('|').map((name) => folder + name.replace('$', '')),
  )

const FEATURE = /^(server|web)\/src\/features\/([^/]+)\//

/** Lists the imports that the rule forbids. */
export function importViolations(graph: Graph, { from, except, forbidden }: ImportRule): string[] {
  return [...graph.values()]
    .filter(({ file }) => from.test(file) && !except?.test(file))
    .flatMap(({ file, imports }) =>
      imports.filter(({ target }) => forbidden.test(target)).map(({ target }) => `${file} -> ${target}`),
    )
}

/** Lists imports of one feature by another that are not allowed. */
export function featureImportViolations(
  graph: Graph,
  allowedFeatureImports: Record<string, readonly string[]> = {},
): string[] {
  return [...graph.values()].flatMap(({ file, imports }) => {
    const own = FEATURE.exec(file)?.[2]
    if (own === undefined || TESTS.test(file)) return []
    return imports
      .filter(({ target }) => {
        const other = FEATURE.exec(target)?.[2]
        return other !== undefined && other !== own && !allowedFeatureImports[own]?.includes(other)
      })
      .map(({ target }) => `${file} -> ${target}`)
  })
}

/** Lists imports that a workspace package does not export. */
export function unresolvedImports(graph: Graph): string[] {
  return [...graph.values()].flatMap(({ file, imports }) =>
    imports.filter(({ target }) => target.endsWith('(not exported)')).map(({ target }) => `${file} -> ${target}`),
  )
}
