import { watch } from 'node:fs'
import { buildEverything } from './builds.mjs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { endChild, startChild } from '../../server/scripts/processes.mjs'

const SETTLE_MS = 300
const watched = ['shared/src', 'server/src', 'web/src', 'test/demo', 'test/wecom-simulator']

/** Resolves once something changed and then nothing did for a moment: an editor writes several files at a time. */
function nextChange() {
  return new Promise((resolve) => {
    /** @type {NodeJS.Timeout | undefined} */
    let settling
    const watchers = watched.map((folder) =>
      watch(inRoot(folder), { recursive: true }, () => {
        clearTimeout(settling)
        settling = setTimeout(() => {
          for (const watcher of watchers) watcher.close()
          resolve(undefined)
        }, SETTLE_MS)
      }),
    )
  })
}

/**
 * The demo, built anew and started anew after every change. Its database starts fresh each time.
 * @returns {Promise<never>}
 */
export async function dev() {
  for (;;) {
    const changed = nextChange()
    const isBuilt = (await buildEverything()) === 0
    const demo = isBuilt ? startChild(process.execPath, [inRoot('test/dist/demo.js'), '--fresh']) : null
    await changed
    if (demo) await endChild(demo)
  }
}
