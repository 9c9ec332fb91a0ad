// Compares our verdicts with ajv's: on the cases of tests/conformance/schema and on mutations of their documents.
//   node agree_with_ajv.mjs <path of schema_verdicts> [mutations a schema]
// Exits with 77 (skipped) when ajv is not installed: `npm ci` in this folder installs it.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [program, mutationsText] = process.argv.slice(2)
const mutationsASchema = Number(mutationsText ?? 400)
const cases = join(dirname(fileURLToPath(import.meta.url)), '../conformance/schema/cases')

let Ajv7, Ajv2020, addFormats
try {
  Ajv7 = (await import('ajv')).default
  Ajv2020 = (await import('ajv/dist/2020.js')).default
  addFormats = (await import('ajv-formats')).default
} catch {
  console.log('ajv is not installed: skipped')
  process.exit(77)
}

// SplitMix-like, seeded: the same mutations on every run.
let state = 20261121
function below(bound) {
  state = (state + 0x9e3779b9) >>> 0
  let z = state
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return ((z ^ (z >>> 16)) >>> 0) % bound
}
const pick = (list) => list[below(list.length)]

const scalars = [null, true, false, 0, 1, -1, 2, 1.5, 255, 256, 1e3, '', 'a', 'ab', 'abc', 'abcd', 'x-a', 'a1', 'ä', '💩', 'kind',
  'file', 'link', 'RUNNING', 'FAILED', 'nid00001', 'nid1', '2026-11-21T21:34:15Z', '2026-11-21', '127.0.0.1', '::1', 'a@b.example',
  'https://example.org/', '/a/b', '#x', ' ', '\n']
const keys = ['a', 'b', 'c', 'd', 'x', 'x-b', 'kind', 'size', 'name', 'children', 'state', 'reason', 'n', 'id', 'data']

function freshValue(depth) {
  const kind = below(depth > 0 ? 10 : 8)
  if (kind === 8) return Array.from({ length: below(4) }, () => freshValue(depth - 1))
  if (kind === 9) return Object.fromEntries(Array.from({ length: below(4) }, () => [pick(keys), freshValue(depth - 1)]))
  return pick(scalars)
}

function mutated(value) {
  const isObject = value !== null && typeof value === 'object'
  if (!isObject || below(4) === 0) return freshValue(2)
  if (Array.isArray(value)) {
    const copy = [...value]
    const at = below(copy.length + 1)
    if (at === copy.length || below(4) === 0) copy.splice(at, 0, below(2) && copy.length ? copy[0] : freshValue(1))
    else if (below(4) === 0) copy.splice(at, 1)
    else copy[at] = mutated(copy[at])
    return copy
  }
  const copy = { ...value }
  const own = Object.keys(copy)
  if (own.length === 0 || below(4) === 0) copy[pick(keys)] = freshValue(1)
  else if (below(4) === 0) delete copy[pick(own)]
  else {
    const key = pick(own)
    copy[key] = mutated(copy[key])
  }
  return copy
}

function questionsOf(file, draft7) {
  const list = JSON.parse(readFileSync(join(cases, file), 'utf8'))
  return list.filter((each) => !each.ajv).map((each) => {
    const seeds = [...each.valid, ...each.invalid]
    const instances = [...seeds]
    for (let i = 0; i < mutationsASchema; ++i) instances.push(mutated(mutated(pick(seeds))))
    return { claim: each.claim, schema: each.schema, instances, ...(draft7 ? { draft7 } : {}) }
  })
}

function verdictsOfAjv(question) {
  const ajv = new (question.draft7 ? Ajv7 : Ajv2020)({ strict: false, logger: false })
  addFormats(ajv)
  const validate = ajv.compile(question.schema)
  return question.instances.map((instance) => validate(instance))
}

// Where ajv and the specification part ways; cases with an "ajv" key say the same of a whole schema.
const explained = [
  { claim: 'date-time', instance: '2026-11-21 21:34:15Z', why: 'RFC 3339 has a T there; ajv takes a blank' },
  { claim: 'uri-reference', instance: '::1', why: 'RFC 3986, 4.2: no colon in the first segment of a relative path' },
  { claim: 'uri-reference', instance: '2026-11-21T21:34:15Z', why: 'the same' },
  { claim: 'regex', instance: '\\a', why: 'no escape of ECMA-262 in unicode mode' },
  { claim: 'byte', instance: '\n', why: 'no base64' },
]
const isExplained = (claim, instance) => explained.some((each) => each.claim === claim && each.instance === instance)

const questions = [...questionsOf('draft2020.json', false), ...questionsOf('formats.json', false), ...questionsOf('shared.json', false),
  ...questionsOf('shared.json', true)]
const run = spawnSync(program, { input: questions.map((each) => JSON.stringify(each)).join('\n') + '\n', maxBuffer: 1 << 30 })
if (run.status !== 0) {
  console.error(`${program}: ${run.error ?? run.stderr}`)
  process.exit(1)
}
const answers = run.stdout.toString().trim().split('\n').map((line) => JSON.parse(line))
let compared = 0
let different = 0
questions.forEach((question, index) => {
  const theirs = verdictsOfAjv(question)
  question.instances.forEach((instance, i) => {
    ++compared
    if (answers[index][i] === theirs[i] || isExplained(question.claim, instance)) return
    ++different
    if (different < 40) console.log(`${question.claim}: ${JSON.stringify(instance)}: ajv says ${theirs[i]}, we ${answers[index][i]}`)
  })
})
console.log(`${compared} verdicts on ${questions.length} schemas, ${different} different`)
process.exit(different === 0 ? 0 : 1)
