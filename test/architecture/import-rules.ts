import type { Graph } from './module-graph.ts'

export type Arrow = { who: RegExp; except?: RegExp; mayNot: RegExp; because: string }

const TESTS = /\.(test|spec)\.ts$|^server\/src\/testing\//

/** Who may not import whom. Targets are repository paths, or package names. */
export const arrows: readonly Arrow[] = [
  {
    who: /^shared\/src\//,
    except: /\.test\.ts$/,
    mayNot: /^(server|web|test)\/|^(?!shared\/|zod(\/|$))/,
    because: 'shared is pure and runs everywhere: it knows zod and itself',
  },
  {
    who: /^web\/src\//,
    mayNot: /^(server\/(?!src\/client\.ts$)|test\/)|^(drizzle-orm|pg$)/,
    except: TESTS,
    because: 'the web knows the server by its client only',
  },
  {
    who: /^web\/src\//,
    mayNot: /^node:/,
    except: /\.test\.ts$|^web\/src\/(document\/|entry-server\.ts$)/,
    because: 'all of the web but its renderer runs in a browser',
  },
  {
    who: /^server\/src\//,
    mayNot: /^(web|test)\/|^vue|^@wecom\/jssdk/,
    because: 'the server does not know its readers',
  },
  {
    who: /^server\/src\/(features|domain-events|access|directory|kernel|db|http|ports)\//,
    except: TESTS,
    mayNot: /^server\/src\/(adapters|config)\//,
    because: 'inner layers speak to ports',
  },
  {
    who: /^server\/src\/(domain-events|access|directory|outbox|kernel|db|http|ports|adapters|config)\//,
    except: TESTS,
    mayNot: /^server\/src\/features\//,
    because: 'features are the top layer',
  },
  {
    who: /^server\/src\/directory\//,
    except: TESTS,
    mayNot: /^server\/src\/(access|outbox)\//,
    because: 'the directory emits what changed, and calls nobody',
  },
  {
    who: /^server\/src\/domain-events\//,
    mayNot: /^server\/src\/(?!domain-events\/|db\/)/,
    because: 'an event does not know who hears of it',
  },
  {
    who: /^server\/src\/(db|ports|adapters|config)\//,
    except: TESTS,
    mayNot: /^server\/src\/http\//,
    because: 'HTTP is an edge',
  },
  {
    who: /^server\/src\/ports\//,
    mayNot: /^server\/src\/(?!ports\/)/,
    because: 'a port says what we need, in our own words',
  },
  {
    who: /^server\/src\/features\//,
    except: /routes\.ts$|^server\/src\/features\/(session|page-rendering|callbacks|health)\/|\.test\.ts$/,
    mayNot: /^hono(?!\/html$)|^@hono\//,
    because: 'use cases do not know HTTP',
  },
  {
    who: /^server\/src\/features\//,
    except: /-queries\.ts$|\.test\.ts$/,
    mayNot: /^drizzle-orm|^server\/src\/db\/schema\//,
    because: 'SQL lives in *-queries.ts',
  },
  {
    who: /^server\/src\//,
    except: TESTS,
    mayNot: /^server\/src\/testing\/|^vitest/,
    because: 'test code never ships',
  },
  {
    who: /^server\/src\//,
    except: /^server\/src\/(main\.ts$|client\.ts$|composition\/|cli\/)|\.test\.ts$|^server\/src\/testing\//,
    mayNot: /^server\/src\/(main\.ts$|composition\/)/,
    because: 'nobody imports the composition root',
  },
  {
    who: /^web\/src\/(api|ui|wecom|words|composables)\//,
    except: TESTS,
    mayNot: /^web\/src\/(features|pages|router)\//,
    because: 'what features stand on knows no feature',
  },
  {
    who: /^web\/src\/(ui|words)\//,
    except: TESTS,
    mayNot: /^web\/src\/(api|wecom)\//,
    because: 'the look fetches nothing',
  },
  {
    who: /^web\/src\/(?!wecom\/)/,
    mayNot: /^@wecom\/jssdk/,
    because: 'the JSSDK is loaded by the bridge alone',
  },
  {
    who: /^web\/src\/(?!ui\/)/,
    mayNot: /^@?vant(\/|$)/,
    because: 'Vant is reached through the parts in ui alone',
  },
  {
    who: /^web\/src\/(?!stores\/|create-app\.ts$)/,
    except: /\.test\.ts$|^web\/src\/testing\//,
    mayNot: /^pinia$/,
    because: 'what pages share lives in stores',
  },
  {
    who: /^web\/src\/stores\//,
    except: TESTS,
    mayNot: /^web\/src\/(features|router|ui)\//,
    because: 'a store knows no page and no look',
  },
  {
    who: /^test\/wecom-simulator\//,
    mayNot: /^(server|web)\//,
    because: 'the simulator and the product must not share a mistake',
  },
]

const FEATURE = /^(server|web)\/src\/features\/([^/]+)\//

export function arrowOffences(graph: Graph, { who, except, mayNot }: Arrow): string[] {
  return [...graph.values()]
    .filter(({ file }) => who.test(file) && !except?.test(file))
    .flatMap(({ file, imports }) =>
      imports.filter(({ target }) => mayNot.test(target)).map(({ target }) => `${file} -> ${target}`),
    )
}

/** Features do not import each other: what two of them need moves down. */
export function featureOffences(graph: Graph, mayStandOn: Record<string, readonly string[]> = {}): string[] {
  return [...graph.values()].flatMap(({ file, imports }) => {
    const own = FEATURE.exec(file)?.[2]
    if (own === undefined || TESTS.test(file)) return []
    return imports
      .filter(({ target }) => {
        const other = FEATURE.exec(target)?.[2]
        return other !== undefined && other !== own && !mayStandOn[own]?.includes(other)
      })
      .map(({ target }) => `${file} -> ${target}`)
  })
}

/** Specifiers that point to no file and no package. */
export function danglingOffences(graph: Graph): string[] {
  return [...graph.values()].flatMap(({ file, imports }) =>
    imports.filter(({ target }) => target.endsWith('(not exported)')).map(({ target }) => `${file} -> ${target}`),
  )
}
