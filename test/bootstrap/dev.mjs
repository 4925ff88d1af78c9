import { watch } from 'node:fs'
import { buildEverything } from './builds.mjs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { endChild, startChild } from '../../server/scripts/processes.mjs'

const SETTLE_MS = 300
const watchedFolders = ['shared/src', 'server/src', 'web/src', 'test/demo', 'test/wecom-simulator']

/** Resolves after a change that is followed by a pause, because editors write several files at a time. */
function nextChange() {
  return new Promise((resolve) => {
    /** @type {NodeJS.Timeout | undefined} */
    let settling
    const watchers = watchedFolders.map((folder) =>
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
 * Builds and starts the demo with a new database, and does so again after every change.
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
