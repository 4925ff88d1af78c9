import { readFileSync } from 'node:fs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { isTypesOnly, listServerPackages } from './supply-chain.mjs'

/** Returns the SHA-512 of a package from the lock file, in hexadecimal. @param {string} lock @param {string} id */
function sha512In(lock, id) {
  const key = id.startsWith('@') ? `'${id}'` : id
  const start = lock.indexOf(`\n  ${key}:\n    resolution: {integrity: sha512-`)
  const [, base64] = /sha512-([^}]+)\}/.exec(lock.slice(start, start + 400)) ?? []
  if (start < 0 || base64 === undefined) throw new Error(`The lock file has no hash of ${id}`)
  return Buffer.from(base64, 'base64').toString('hex')
}

/**
 * Returns the bill of materials of the server as CycloneDX JSON: its runtime packages with version, licence and hash. The
 * text depends only on the installation.
 * @param {readonly import('./supply-chain.mjs').Package[]} [packages] those of this platform by default
 */
export async function makeSbom(packages) {
  // Imported here, because every command loads this file, even before packages are installed.
  const { Enums, Models, Serialize, Spec } = await import('@cyclonedx/cyclonedx-library')
  const { name, version, license } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  const lock = readFileSync(inRoot('pnpm-lock.yaml'), 'utf8')
  const licensesOf = (/** @type {string} */ id) => new Models.LicenseRepository([new Models.LicenseExpression(id)])
  const bom = new Models.Bom()
  bom.metadata.component = new Models.Component(Enums.ComponentType.Application, name, {
    bomRef: `pkg:npm/${name}@${version}`,
    version,
    licenses: licensesOf(license),
  })
  for (const installed of (packages ?? (await listServerPackages())).filter((one) => !isTypesOnly(one))) {
    const [scope, ...rest] = installed.name.split('/')
    const isScoped = rest.length > 0
    const purl = `pkg:npm/${installed.name.replace('@', '%40')}@${installed.version}`
    const component = new Models.Component(Enums.ComponentType.Library, isScoped ? rest.join('/') : installed.name, {
      bomRef: purl,
      purl,
      version: installed.version,
      licenses: licensesOf(installed.license),
      hashes: new Models.HashDictionary([
        [Enums.HashAlgorithm['SHA-512'], sha512In(lock, `${installed.name}@${installed.version}`)],
      ]),
    })
    if (isScoped && scope !== undefined) component.group = scope
    bom.components.add(component)
    bom.metadata.component.dependencies.add(component.bomRef)
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6))
  return serializer.serialize(bom, { sortLists: true, space: 2 })
}
