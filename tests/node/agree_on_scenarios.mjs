// Runs the scenarios of the tree that need nothing but Arazzo 1.0.1 under our runner and under Redocly's, each file in
// sandboxes of its own of one mock, and compares the verdicts.
//   node agree_on_scenarios.mjs <path of hpcmock> [--verbose]
// Exits with 77 (skipped) when @redocly/cli is not installed: `npm ci` in this folder installs it.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const hpcmock = resolve(process.argv[2])
const verbose = process.argv.includes('--verbose')
const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, '../..')
const redocly = [process.env.HPCMOCK_REDOCLY, join(here, 'node_modules/.bin/redocly')].find((path) => path && existsSync(path))
if (!redocly) {
  console.log('@redocly/cli is not installed: skipped')
  process.exit(77)
}

// What the verdict depends on and Redocly does not know; and polling, for which it sleeps. x-level, x-source and the like
// say how a verdict counts, not what it is.
const ours = /x-(operation|outputs|file|within|needs):|type: retry/
const files = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.arazzo.yaml'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
const sources = (file) => [...readFileSync(file, 'utf8').matchAll(/url: (\S+\.arazzo\.yaml)/g)].map((found) => resolve(dirname(file), found[1]))
const needsOurs = (file) => ours.test(readFileSync(file, 'utf8')) || sources(file).some(needsOurs)
const chosen = files(join(root, 'scenarios')).filter((file) => !needsOurs(file))

// Workflows with what Redocly 2.77 reads in another way: it compares no whole body that is not JSON, ends a text at its
// first quote, gives a payload that is a text a media type of its own, and sends an empty object as nothing.
const beyond = /\$response\.body [=!]= |''|payload: (?![{[]|$)|payload: \{\}/m
function beyondRedocly(file) {
  const blocks = readFileSync(file, 'utf8').split(/^ {2}- workflowId: /m).slice(1)
  const names = new Set()
  for (const block of blocks) {
    const calls = [...names].some((name) => new RegExp(`(dependsOn|workflowId):.*\\b${name}\\b`).test(block))
    if (beyond.test(block) || calls) names.add(block.match(/^[\w-]+/)[0])
  }
  return names
}
// Its validator closes every subschema of allOf, oneOf and anyOf by itself, and so refuses what stands beside them.
const closesTooMuch = (workflow) => JSON.stringify(workflow).includes('must NOT have unevaluated properties')

// And it says Content-Type where there is no body to have a type.
const inventsType = (workflow) =>
  workflow.executedSteps.some((step) => step.request?.headers?.['content-type'] && step.request.body === undefined && step.checks?.some((check) => !check.passed))

const folder = mkdtempSync(join(tmpdir(), 'hpcmock-agreement-'))
const ready = join(folder, 'ready.json')
const server = spawn(hpcmock, ['serve', '--listen', '127.0.0.1:0', '--ready-file', ready], { stdio: 'ignore' })
const deadline = Date.now() + 20000
while (!existsSync(ready) || readFileSync(ready, 'utf8') === '') {
  if (Date.now() > deadline || server.exitCode !== null) throw new Error('the mock did not start')
  await new Promise((done) => setTimeout(done, 10))
}
const { control } = JSON.parse(readFileSync(ready))

async function sandbox(name) {
  const answer = await fetch(`${control}/sandboxes`, { method: 'POST', body: JSON.stringify({ name, clock: 'stepping' }) })
  return (await answer.json()).apis
}

// Redocly takes what stands before a dot of an operationId for the name of a source description, drops what stands beside
// a $ref, and knows media types without their parameters only: the copies say the same in another way.
const undotted = (text) => text.replace(/(operationId: )([\w.]+)/g, (_, key, id) => key + id.replaceAll('.', '_'))
const unsiblinged = (text) =>
  text.replace(/^( +)(\$ref: "[^"]+")\n(?=\1\w)/gm, (_, indent, reference) => `${indent}allOf: [{${reference}}]\n`)

const bare = (text) => text.replace(/; charset=utf-8("?:)/g, '$1')
// For Redocly '$' of a criterion is a list with the context in it; for us, and the specification, it is the context.
const wrapped = (text) => text.replace(/^.*type: jsonpath.*$/gm, (line) => line.replace(/(condition: ["']?\$)/, '$1[0]'))

function copy(file, target, apis, change = (text) => text) {
  const text = readFileSync(file, 'utf8')
  const place = join(target, relative(root, file))
  mkdirSync(dirname(place), { recursive: true })
  let made = change(undotted(text))
  if (basename(file) === 'openapi.yaml') {
    const api = basename(dirname(file))
    made = bare(unsiblinged(made)).replace(/^ {2}- url: .*$/m, `  - url: ${apis[api]}`)
  }
  writeFileSync(place, made)
  for (const [, url] of text.matchAll(/url: (\.{1,2}\/\S+|[\w-]+\.arazzo\.yaml)/g)) {
    const other = resolve(dirname(file), url.replace(/,$/, ''))
    if (!existsSync(join(target, relative(root, other)))) copy(other, target, apis, change)
  }
  return place
}

function run(program, args) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: folder, env: { ...process.env, REDOCLY_TELEMETRY: 'off', NO_COLOR: '1', CI: '1' } })
    let text = ''
    child.stdout.on('data', (part) => (text += part))
    child.stderr.on('data', (part) => (text += part))
    child.on('close', () => done(text))
  })
}

const complaints = []
let compared = 0
let leftOut = 0
const places = []
for (const [number, file] of chosen.entries()) {
  const [mine, other] = [await sandbox(`ours-${number}`), await sandbox(`theirs-${number}`)]
  places.push({ file, mine: copy(file, join(folder, `ours-${number}`), mine), other: copy(file, join(folder, `theirs-${number}`), other, wrapped), apis: mine })
}

async function judgedByUs(place, number) {
  const api = relative(join(root, 'scenarios'), place.file).split('/')[0]
  const report = join(folder, `ours-${number}.json`)
  const text = await run(hpcmock, ['check', place.mine, '--base-url', `${api}=${place.apis[api]}`, '--no-sandbox', '--root', join(folder, `ours-${number}`), '--ledger', 'none', '--report', `json=${report}`])
  if (!existsSync(report)) throw new Error(text)
  return new Map(JSON.parse(readFileSync(report)).checks.map((check) => [check.id.split('/').pop(), check.outcome === 'PASS']))
}

const theirs = await run(redocly, ['respect', ...places.map((place) => place.other), '--json-output', 'theirs.json', ...(verbose ? ['--verbose'] : [])])
if (verbose || !existsSync(join(folder, 'theirs.json'))) console.log(theirs)
const theirFiles = Object.entries(JSON.parse(readFileSync(join(folder, 'theirs.json'))).files)
for (const [number, place] of places.entries()) {
  const us = await judgedByUs(place, number)
  const found = theirFiles.find(([name]) => resolve(folder, name) === place.other || place.other.endsWith(name))
  if (!found) {
    complaints.push(`${relative(root, place.file)}: Redocly says nothing`)
    continue
  }
  const them = new Map(found[1].executedWorkflows.map((one) => [one.workflowId, one.status === 'success']))
  const left = beyondRedocly(place.file)
  const closed = new Set(found[1].executedWorkflows.filter((one) => closesTooMuch(one) || inventsType(one)).map((one) => one.workflowId))
  for (const [workflow, passed] of us) {
    if (left.has(workflow) || closed.has(workflow)) {
      ++leftOut
      continue
    }
    ++compared
    if (them.get(workflow) !== passed) complaints.push(`${relative(root, place.file)} ${workflow}: we say ${passed}, Redocly says ${them.get(workflow)}`)
  }
}
server.kill()
rmSync(folder, { recursive: true })
for (const complaint of complaints) console.log(complaint)
console.log(`${compared} workflows of ${chosen.length} files compared, ${leftOut} left out, ${complaints.length} disagreements`)
process.exit(complaints.length === 0 && compared >= 30 ? 0 : 1)
