import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brokenLinks } from '../architecture/docs.ts'
import { pack, writeChecksums } from '../bootstrap/archive/pack.mjs'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { openPhone } from '../lib/phone-session.ts'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { submitRequest } from '../lib/submit-request.ts'
import { until } from '../lib/wait-until.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const EPOCH = 1_700_000_000
const work = mkdtempSync(join(tmpdir(), 'desk-staged-'))
const folder = join(work, 'wecom-desk')
const archive = join(work, 'one.tar.gz')
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'pipe'] })
const readJson = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Record<string, unknown>

let files: string[] = []
beforeAll(() => {
  run(process.execPath, pathInRepository('test/bootstrap/run.mjs'), 'stage', folder, 'c0ffee')
  pack(folder, archive, EPOCH)
  files = run('tar', '-tzf', archive)
    .split('\n')
    .map((line) => line.replace('wecom-desk/', ''))
    .filter((line) => line !== '' && !line.endsWith('/'))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const isFile = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false
const ownFiles = () => files.filter((file) => !file.includes('node_modules/'))
const containing = (text: string, among: readonly string[]) =>
  among.filter((file) => isFile(join(folder, file)) && readFileSync(join(folder, file)).includes(text))

describe('the release archive', () => {
  it('the release archive contains the built product, migrations, documents, examples, licence, changes, packages and their list', () => {
    for (const file of [
      'server/dist/main.js',
      'server/drizzle/0000_init.sql',
      'server/drizzle/meta/_journal.json',
      'web/dist/server/entry-server.js',
      'web/dist/client/.vite/manifest.json',
      'simulator/dist/simulator.js',
      'simulator/wecom-simulator/page/index.html',
      'docs/production.md',
      'deploy/nginx.conf',
      'deploy/wecom-desk.service',
      'LICENSE',
      'CHANGELOG.md',
      'sbom.cdx.json',
      'server/node_modules/@electric-sql/pglite',
    ])
      expect(files).toContain(file)
    expect([...new Set(ownFiles().map((file) => file.split('/')[0]))].sort()).toEqual([
      '.npmrc',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'deploy',
      'docs',
      'package.json',
      'sbom.cdx.json',
      'server',
      'simulator',
      'web',
    ])
  })

  it('the release archive has a README and documents without a dead link', () => {
    const has = (path: string) => existsSync(join(folder, path))
    const textOf = (path: string) => readFileSync(join(folder, path), 'utf8')
    const tree = { has, page: (path: string) => (has(path) ? textOf(path) : null) }
    const pages = ownFiles().filter((file) => file.endsWith('.md'))
    expect(pages).toContain('README.md')
    expect(pages.flatMap((file) => brokenLinks({ file, text: textOf(file) }, tree))).toEqual([])
  })

  it('the release archive contains no sources, tests, source maps, type declarations or development packages', () => {
    expect(files.filter((file) => /^(shared|test)\/|^(server|web)\/(src|scripts)\//.test(file))).toEqual([])
    expect(files.filter((file) => /\.(map|d\.[cm]?ts|vue)$|(^|\/)\.build-stamp$/.test(file))).toEqual([])
    expect(files.filter((file) => /\/(vite|vitest|typescript|eslint|@playwright|drizzle-kit|vue)@/.test(file))).toEqual(
      [],
    )
    expect(files.filter((file) => /\.bin\/|\.modules\.yaml|workspace-state/.test(file))).toEqual([])
  })

  it('the release archive contains the packages of its bill of materials and no others', () => {
    const { components } = readJson('sbom.cdx.json') as {
      components: { group?: string; name: string; version: string }[]
    }
    const listed = components.map(
      ({ group, name, version }) => `${group === undefined ? '' : `${group}+`}${name}@${version}`,
    )
    const folders = files.flatMap((file) => /^node_modules\/\.pnpm\/([^/]+)/.exec(file)?.[1] ?? [])
    // pnpm appends the peers of a package to its folder.
    const contained = new Set(folders.map((name) => name.replace(/^(.[^@]*@[^_]+).*/, '$1')))
    expect([...contained].sort()).toEqual(listed.sort())
  })

  it('the release archive has an operator’s commands, which need nothing but Node, and the commit', () => {
    const { scripts, ...manifest } = readJson('package.json') as { scripts: Record<string, string> }
    expect(manifest).toMatchObject({ name: 'wecom-desk', gitHead: 'c0ffee' })
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['serve', 'migrate', 'audit', 'backup', 'simulator']))
    for (const command of Object.values(scripts)) expect(files).toContain(command.replace('node ', ''))
  })

  it('the release archive contains every package that its packages import, and they import only the listed computed names', async () => {
    const unresolved: string[] = []
    const main = join(folder, 'server/dist/main.js')
    const built = await build({
      root: join(folder, 'server'),
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: {
        ssr: true,
        write: false,
        minify: false,
        rolldownOptions: {
          input: main,
          onLog: (_level, { code, message }) => void (code === 'UNRESOLVED_IMPORT' && unresolved.push(message)),
        },
      },
    })
    expect(unresolved).toEqual([])
    const chunks = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
    const code = chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n')
    expect(code).toContain('RateLimiterDrizzle')
    const computed = code.matchAll(/\b(?:import|require)\(\s*(?:\/\*.*?\*\/\s*)?(?!["'][^"']*["']\s*\))([^\s)]+)/g)
    expect([...new Set([...computed].map(([, name]) => name))].sort()).toEqual([
      // rate-limiter-flexible imports drizzle-orm by this name; pnpm-workspace.yaml adds drizzle-orm to its peers.
      '`${getPackageName(',
      'pathToFileURL(path.join(webDir,',
      'process.argv[1]',
      'specifier',
      'workerData.sharpPath',
    ])
  })

  it('the release archive serves a member who submits a request, with the packages that it contains and no others', async () => {
    const port = await freePort()
    const simulator = await startSimulator({ appUrl: `http://127.0.0.1:${String(port)}` })
    const addresses = { port, publicUrl: simulator.gatewayUrl, simulatorUrl: simulator.url, isProxied: true }
    const product = startProductProcess(productEnvironment({ ...addresses, dataDir: join(work, 'data') }), folder)
    try {
      await product.whenReady(`http://127.0.0.1:${String(port)}`)
      const phone = await until('the directory', () => openPhone(simulator.gatewayUrl, 'limin').catch(() => null))
      expect(await submitRequest(phone)).toBe(201)
    } finally {
      await product.stop()
      await simulator.stop()
    }
  })

  it('the release archive names no folder of the machine that built it, and no registry', () => {
    for (const path of [dirname(folder), pathInRepository('.')]) expect(containing(path, files)).toEqual([])
    expect(
      containing(
        '//registry.',
        ownFiles().filter((file) => !/\.(md|css)$/.test(file)),
      ),
    ).toEqual([])
  })

  it('the release archive has the same bytes when it is packed again at another time from another folder', () => {
    run('mkdir', join(work, 'other'))
    run('mv', folder, join(work, 'other/wecom-desk'))
    run('chmod', '-R', 'g+w', join(work, 'other/wecom-desk'))
    pack(join(work, 'other/wecom-desk'), join(work, 'two.tar.gz'), EPOCH)
    expect(readFileSync(join(work, 'two.tar.gz')).equals(readFileSync(archive))).toBe(true)
    writeChecksums(work, ['one.tar.gz', 'two.tar.gz'])
    expect(run('sh', '-c', `cd ${work} && sha256sum --check SHA256SUMS`)).toContain('two.tar.gz: OK')
  })
})
