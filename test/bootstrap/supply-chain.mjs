import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { npx, pinnedPnpm } from '../../server/scripts/install.mjs'
import { root } from '../../server/scripts/paths.mjs'

/** @typedef {{ name: string, version: string, license: string, path: string }} Package */

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/**
 * Lists every installed package with its licence, using the pinned version of pnpm.
 * @param {readonly string[]} args options of pnpm, such as `--prod` or `--filter`
 * @returns {Promise<Package[]>}
 */
export async function listPackages(args) {
  const command = [...pinnedPnpm(), ...args, 'licenses', 'list', '--json']
  const { stdout } = await promisify(execFile)(npx, command, { cwd: root, maxBuffer: MAX_OUTPUT_BYTES })
  const byLicense = /** @type {Record<string, { name: string, versions: string[], paths: string[] }[]>} */ (
    JSON.parse(stdout)
  )
  return Object.entries(byLicense).flatMap(([license, packages]) =>
    packages.flatMap(({ name, versions, paths }) =>
      versions.map((version, index) => ({ name, version, license, path: paths[index] ?? '' })),
    ),
  )
}

/** @type {Promise<Package[]> | undefined} */
let serverPackages
/** Lists the runtime packages of the server. Later calls return the same list. @returns {Promise<Package[]>} */
export const listServerPackages = () => (serverPackages ??= listPackages(['--filter', '@desk/server', '--prod']))

/** Returns whether the package contains only types, which are not loaded at run time. @param {{ name: string }} installed */
export const isTypesOnly = ({ name }) => name.startsWith('@types/') || name === 'undici-types'

/** Licences that need no exception; see docs/adr/0010-dependency-policy.md. */
const ALLOWED_LICENSES = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'PostgreSQL',
  'Python-2.0',
  'Unicode-3.0',
  'Unlicense',
]

/**
 * Returns whether a licence expression is allowed: `(MIT OR GPL-3.0)` is, `MIT AND GPL-3.0` is not.
 * @param {string} expression
 */
export function isAllowedLicense(expression) {
  const plain = expression.replace(/[()]/g, '')
  return plain
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((name) => ALLOWED_LICENSES.includes(name.trim())))
}
