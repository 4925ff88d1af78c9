import { canonicalJson } from '@desk/shared/audit/canonical-json'
import { ANCHORS, checkAnchors } from '@desk/shared/evidence/bundle/check-anchors'
import { checkPeople, PEOPLE, personCommit } from '@desk/shared/evidence/bundle/check-people'
import { hashOfLines, proofHashes } from '@desk/shared/evidence/bundle/check-records'
import { textFile } from '@desk/shared/evidence/bundle/check-texts'
import { sha256Hex } from '@desk/shared/evidence/bundle/read-files'
import { sampleBundle } from '@desk/shared/evidence/bundle/sample-bundle'
import { tamperings } from '@desk/shared/evidence/bundle/tamperings'
import { textOf, toBase64, utf8 } from '@desk/shared/evidence/bytes'
import { openCheckpoint } from '@desk/shared/evidence/checkpoint'
import { isConsistent, leafHash, rootOf, rootOfInclusion } from '@desk/shared/evidence/merkle'
import { openNote, parseVkey } from '@desk/shared/evidence/signed-note'
import { openTlogProof } from '@desk/shared/evidence/tlog-proof'
import { describe, expect, it } from 'vitest'
import { untestedAttacks, unknownCommands, brokenLinks, type Page, missingPaths, type Tree } from './docs.ts'
import { pathExists, filesEndingIn, readText } from './repository.ts'

const tree: Tree = { has: pathExists, page: (path) => (pathExists(path) ? readText(path) : null) }
const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> }
const scriptNames = Object.keys(scripts)

/** Returns the files that the patch changes or creates. */
const filesOfPatch = (patch: string) => [...readText(patch).matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, path = '']) => path)
const createdElsewhere = [...filesEndingIn('docs/recipes', '.patch').flatMap(filesOfPatch), 'docs/screens/all']

const read = (file: string): Page => ({ file, text: readText(file) })

describe('the documentation', () => {
  it.each(filesEndingIn())('%s names only commands that exist', (file) => {
    expect(unknownCommands(read(file), scriptNames, pathExists)).toEqual([])
  })

  it.each(filesEndingIn())('%s names only paths that exist', (file) => {
    expect(missingPaths(read(file), pathExists, createdElsewhere)).toEqual([])
  })

  it.each(filesEndingIn())('%s contains only links with an existing target', (file) => {
    expect(brokenLinks(read(file), tree)).toEqual([])
  })

  it('the documentation names the same version of pnpm as package.json', () => {
    const { config } = JSON.parse(readText('package.json')) as { config: { pnpm: string } }
    const named = filesEndingIn().flatMap((file) => readText(file).match(/\bpnpm@[\d.]+/g) ?? [])
    expect([...new Set(named)]).toEqual([`pnpm@${config.pnpm}`])
  })

  it('the documentation installs the version of package.json', () => {
    const { version } = JSON.parse(readText('package.json')) as { version: string }
    const named = filesEndingIn('docs').flatMap((file) => readText(file).match(/^V=[\d.]+$/gm) ?? [])
    expect([named.length, [...new Set(named)]]).toEqual([4, [`V=${version}`]])
  })

  it('the documentation names every command', () => {
    const all = filesEndingIn()
      .map((file) => readText(file))
      .join('\n')
    expect(scriptNames.filter((name) => !new RegExp(`npm (run )?${name}\\b`).test(all))).toEqual([])
  })

  it('docs/security.md names only attacks that have a test', () => {
    const tests = filesEndingIn('test/attacks', '.ts')
      .map((file) => readText(file))
      .join('\n')
    expect(untestedAttacks(read('docs/security.md'), tests)).toEqual([])
  })
})

describe('the guide in Chinese', () => {
  const guide = readText('docs/guide/operate.md')

  it('the guide in Chinese names every alert, and no other', () => {
    const alerts = [...readText('deploy/monitoring/alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name]) => name)
    const explained = [...guide.matchAll(/^\| `(Desk\w+)`/gm)].map(([, name]) => name)
    expect(explained.sort()).toEqual(alerts.sort())
  })

  it('the guides in Chinese name only files that exist', () => {
    const named = filesEndingIn('docs/guide').flatMap((file) =>
      [...readText(file).matchAll(/\b((?:deploy|docs|server|test)\/[\w./-]+)/g)].map(([, path = '']) => path),
    )
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((path) => !pathExists(path))).toEqual([])
  })

  it('the guide in Chinese numbers its steps from 1 without a gap', () => {
    const steps = [...guide.matchAll(/^## (\d+)\. /gm)].map(([, no]) => Number(no))
    expect(steps).toEqual(steps.map((_, index) => index + 1))
  })
})

describe('the README', () => {
  it('the README has the same outline, links, pictures and commands in both languages', () => {
    const partsOf = (text: string) => ({
      outline: text.match(/^(?:## |- \*\*|\d\. )/gm),
      links: [...text.matchAll(/\]\(((?!README)[^)]+)\)/g)].map(([, path]) => path),
      pictures: [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path),
      commands: [...new Set(text.match(/npm (?:run )?[a-z][a-z0-9:-]*/g))].sort(),
    })
    const chinese = partsOf(readText('README.md'))
    expect(partsOf(readText('README.en.md'))).toEqual(chinese)
    expect([chinese.pictures.length, chinese.commands.slice(-2)]).toEqual([5, ['npm start', 'npm test']])
  })
})

describe('the documentation of the configuration', () => {
  const namesIn = (text: string) => [...text.matchAll(/\b[A-Z]+(?:_[A-Z]+)*\b/g)].map(([name]) => name)
  const table = readText('docs/configuration.md').match(/^\| .+$/gm) ?? []
  const explained = new Set(table.flatMap((row) => namesIn(row.split('|')[1] ?? '')))
  const isPrevious = (name: string) => name.endsWith('_PREVIOUS')

  it('docs/configuration.md explains exactly the variables that the server reads', () => {
    const env = readText('server/src/config/env.ts')
    const variables = [...env.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name = '']) => name)
    expect(variables.filter((name) => !isPrevious(name) && !explained.has(name))).toEqual([])
    expect([...explained].filter((name) => !variables.includes(name) && !isPrevious(name))).toEqual([])
  })

  it('docs/configuration.md explains every variable in deploy/wecom-desk.env', () => {
    const variables = [...readText('deploy/wecom-desk.env').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name)
    expect(variables.length).toBeGreaterThan(0)
    expect(variables.filter((name) => !explained.has(name))).toEqual([])
  })

  it('docs/production.md lists exactly the items of the self-check', () => {
    const [, section = ''] = readText('docs/production.md').split('## 7. ')
    const rows = [...section.split('\n## ')[0]!.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = '']) => cell.trim())
    const named = rows.slice(2).flatMap((cell) => cell.split(', '))
    const [, items = ''] = readText('web/src/locales/zh-CN/self-check.ts').split('const items = {')
    const titles = [...items.split('} satisfies')[0]!.matchAll(/^ {4}title: '(.+)',$/gm)].map(([, title = '']) => title)
    expect(named.sort()).toEqual(titles.sort())
  })
})

describe('the documentation of evidence', () => {
  const page = readText('docs/evidence.md')
  const blocks = [...page.matchAll(/^```text\n([^]*?)^```$/gm)].map(([, text = '']) => text)
  const codesIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
  /** Returns the texts in backticks of the table row whose first cell begins with `label`. */
  const codesOf = (label: string) => codesIn(page.split('\n').find((line) => line.startsWith(`| ${label}`)) ?? '')
  const leaves = ['{"seq":1}', '{"seq":2}', '{"seq":3}']
  const hashes = leaves.map((leaf) => leafHash(utf8(leaf)))
  const headOf = (size: number) => ({ size, root: rootOf(hashes.slice(0, size)) })

  const [, list = ''] = readText('shared/src/evidence/bundle/faults.ts').split('const bundleFaults = [')
  const faults = [...list.split('] as const')[0]!.matchAll(/'(\w+)'/g)].map(([, name]) => name)

  it('docs/evidence.md names every fault of the verifiers, and no other', () => {
    const cells = [...page.matchAll(/^\| \d+ +\| (.+)\|$/gm)].map(([, cell = '']) => cell)
    const named = cells.flatMap((cell) => [...cell.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, name]) => name))
    expect(faults.length).toBeGreaterThan(40)
    expect(named.sort()).toEqual(faults.toSorted())
  })

  it('every fault in docs/evidence.md is that of a tampered file in the tests', () => {
    const tested = new Set<unknown>(tamperings().refused.map(({ fault }) => fault))
    expect(faults.filter((name) => !tested.has(name))).toEqual([])
  })

  it('docs/evidence.md shows a note and a key that the verifiers accept', () => {
    const [vkey = '', note = ''] = blocks
    const key = parseVkey(vkey.trim())
    expect(key && openNote(note, key)).toMatchObject({ isValid: true })
  })

  it('docs/evidence.md shows the hash of a leaf, and the roots and proofs of a tree of three leaves', () => {
    expect([codesOf('hash of the leaf'), codesOf('root of the leaves'), codesOf('root of these two')]).toEqual([
      [leaves[0], toBase64(hashes[0]!)],
      [leaves[0], leaves[1], toBase64(headOf(2).root)],
      [leaves[2], toBase64(headOf(3).root)],
    ])
    for (const index of [0, 2]) {
      const [, ...proof] = codesOf(`inclusion proof of \`${leaves[index]!}\``)
      expect(rootOfInclusion(hashes[index]!, index, 3, proofHashes(proof)!)).toEqual(headOf(3).root)
    }
    for (const [size, leavesText] of [[1, 'one leaf'] as const, [2, 'two leaves'] as const]) {
      const proof = proofHashes(codesOf(`consistency proof of ${leavesText}`))!
      expect(isConsistent(headOf(size), headOf(3), proof)).toBe(true)
    }
  })

  it('docs/evidence.md shows a checkpoint and an anchor of these leaves, and the hashes of anchors and records in an export', () => {
    const [, , vkey = '', note = '', line = ''] = blocks
    const key = parseVkey(vkey.trim())!
    const checkpoint = { origin: key.name, ...headOf(3) }
    expect(openCheckpoint(note, key)).toEqual({ isValid: true, ...checkpoint })
    const anchors = checkAnchors(new Map([[ANCHORS, utf8(line)]]), checkpoint, key)
    expect(anchors.map(({ size, root }) => ({ size, root }))).toEqual([headOf(2)])
    expect(hashOfLines(anchors.map(({ text }) => text))).toBe(codesOf('`anchorsHash`').at(-1))
    expect(hashOfLines(leaves.slice(0, 2))).toBe(codesOf('`recordsHash`').at(-1))
  })

  it('docs/evidence.md shows a commitment, and a sealed signer that the key opens', async () => {
    const [, salt = '', userid = '', name = '', commit] = codesOf('`commit` of salt')
    expect(personCommit({ salt, userid, name })).toBe(commit)
    const [key = '', id = '', sealed = ''] = codesOf('signer sealed')
    const signer = JSON.parse(codesOf('its plaintext')[0]!) as { userid: string; name: string }
    const line = canonicalJson({ person: 'psn_1', salt, ...signer, keys: { [id]: key } })
    const signatures = new Map([[id, { id, person: 'psn_1', sealed, label: '1.0' }]])
    const files = new Map([[PEOPLE, utf8(`${line}\n`)]])
    expect([...(await checkPeople(files, { rosters: [], signatures })).keys()]).toEqual(['psn_1'])
  })

  it('docs/evidence.md shows lines of a file that verifies, and their hashes', () => {
    const { bundle } = sampleBundle()
    const linesIn = (file: string) => textOf(bundle.get(file)!)!.trimEnd().split('\n')
    const [, , , , , lines = ''] = blocks
    const [clause = '', document = '', signature = '', record = '', ...roster] = lines.trimEnd().split('\n')
    const textHashes = [clause, document].map((text) => sha256Hex(utf8(text)))
    expect(codesOf('SHA-256 of the clause')).toEqual(textHashes)
    expect(textHashes.map((hash) => linesIn(textFile(hash)))).toEqual([[clause], [document]])
    expect(linesIn('signatures.jsonl')[0]).toBe(signature)
    expect(codesOf('`hash` of the line').at(-1)).toBe(sha256Hex(utf8(signature)))
    expect(linesIn('records.jsonl')).toContain(record)
    expect(codesOf('leaf hash of the record')).toEqual([toBase64(leafHash(utf8(record)))])
    expect(linesIn('roster.jsonl')).toEqual(roster)
    expect(codesOf('`root` of the roster').at(-1)).toBe(toBase64(rootOf(roster.map((line) => leafHash(utf8(line))))))
  })

  it('docs/evidence.md shows a single proof that the verifiers accept', () => {
    const [, , vkey = '', , , , proof = ''] = blocks
    const shown = { index: 0, size: 3, leaf: leaves[0] }
    expect(openTlogProof(proof, parseVkey(vkey.trim())!)).toEqual({ isValid: true, ...shown })
  })

  it('docs/evidence.md says of each example signature whether the verifiers accept it', () => {
    const rows = page.match(/^\| (?:accepted|refused) .+$/gm) ?? []
    const verdicts = rows.map((row) => {
      const [vkey = '', line = ''] = codesIn(row).slice(-2)
      const opened = openNote(`This is an example message.\n\n${line}\n`, parseVkey(vkey)!)
      return opened.isValid ? 'accepted' : opened.fault
    })
    expect(verdicts).toEqual(['accepted', 'wrong_signature', 'wrong_signature', 'wrong_signature'])
    expect(rows.map((row) => row.split(' ')[1])).toEqual(['accepted', 'refused', 'refused', 'refused'])
  })
})

describe('the checks of the documentation', () => {
  const page = (text: string): Page => ({ file: 'docs/page.md', text })
  const has = (path: string) => ['docs/page.md', 'docs/other.md', 'test/e2e/one.spec.ts', 'server/src'].includes(path)
  const sampleTree: Tree = { has, page: () => '# A heading, with `code`\n' }

  it.each(['npm run nothing', 'npm nothing', 'npm run e2e -- two'])(
    'the checks of the documentation report the unknown command %s',
    (text) => {
      expect(unknownCommands(page(`\`${text}\``), ['e2e'], has)).toHaveLength(1)
    },
  )

  it.each(['npm run e2e -- one', 'npm run e2e', 'npm ci'])(
    'the checks of the documentation accept the command %s',
    (text) => {
      expect(unknownCommands(page(`\`${text}\``), ['e2e'], has)).toEqual([])
    },
  )

  it('the checks of the documentation report a missing path, and the missing folder of a pattern', () => {
    expect(missingPaths(page('`server/gone.ts` `server/src/<noun>.ts` `server/lost/*.ts`'), has, [])).toEqual([
      'docs/page.md: server/gone.ts',
      'docs/page.md: server/lost',
    ])
  })

  it('the checks of the documentation report a link to a missing page or heading', () => {
    const text =
      '[a](other.md) [b](other.md#a-heading-with-code) [c](gone.md) [d](other.md#gone) [e](https://x.example)'
    expect(brokenLinks(page(text), sampleTree)).toEqual(['docs/page.md: gone.md', 'docs/page.md: other.md#gone'])
  })

  it('the checks of the documentation report an attack without a test', () => {
    expect(untestedAttacks(page('`A1 B-c: …` `D9: gone`'), "test('A1 B-c: it is so')")).toEqual(['docs/page.md: D9'])
  })
})
